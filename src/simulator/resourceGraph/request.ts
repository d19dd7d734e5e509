import { createHash } from 'node:crypto';
import { isObject, type Json, type JsonObject } from '../../core/model/json';
import { badRequest } from './faults';
import type { World } from '../world';

const maximumPage = 1000;

/** What a caller asks, checked. */
export interface GraphRequest {
  readonly query: string;
  /** Lower-case ids; undefined: everything that the tenant has. */
  readonly subscriptions: ReadonlySet<string> | undefined;
  readonly top: number;
  /** Rows before the page: from the token, else `$skip`. */
  readonly offset: number;
  readonly resultFormat: 'objectArray' | 'table';
  /** The same for all pages of one query. */
  readonly fingerprint: string;
}

/**
 * Reads the body of a query.
 *
 * @throws {ArmFault} 400 for what Resource Graph refuses.
 */
export function readRequest(
  body: JsonObject,
  world: World,
  defaultFormat: GraphRequest['resultFormat'],
): GraphRequest {
  const { query, options = {}, subscriptions, managementGroups } = body;
  if (typeof query !== 'string' || query.trim() === '') {
    throw badRequest(world, { code: 'QueryMissing', message: 'The query text is missing.' });
  }
  if (!isObject(options)) throw invalid(world, 'options');
  const top = wholeNumber(world, options, '$top', 1, maximumPage) ?? maximumPage;
  const skip = wholeNumber(world, options, '$skip', 0, Number.MAX_SAFE_INTEGER) ?? 0;
  const wanted = texts(world, subscriptions, 'subscriptions');
  const groups = texts(world, managementGroups, 'managementGroups');
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([query, wanted, groups]))
    .digest('hex')
    .slice(0, 16);
  const token = options['$skipToken'];
  const format = options['resultFormat'] ?? defaultFormat;
  if (format !== 'objectArray' && format !== 'table') throw invalid(world, 'options.resultFormat');
  return {
    query,
    subscriptions: wanted.length > 0 ? new Set(wanted) : undefined,
    top,
    offset: token === undefined || token === null ? skip : readToken(world, token, fingerprint),
    resultFormat: format,
    fingerprint,
  };
}

/** The token that leads to the rows from `offset` on. */
export const makeToken = (fingerprint: string, offset: number): string =>
  Buffer.from(JSON.stringify({ v: 1, q: fingerprint, o: offset })).toString('base64');

function readToken(world: World, token: Json, fingerprint: string): number {
  const fault = badRequest(world, {
    code: 'InvalidSkipToken',
    message: 'The skip token does not belong to this query.',
  });
  if (typeof token !== 'string') throw fault;
  let content: unknown;
  try {
    content = JSON.parse(Buffer.from(token, 'base64').toString('utf8'));
  } catch {
    throw fault;
  }
  if (!isObject(content) || content['q'] !== fingerprint) throw fault;
  const offset = content['o'];
  if (typeof offset !== 'number' || !Number.isInteger(offset) || offset < 0) throw fault;
  return offset;
}

function wholeNumber(
  world: World,
  options: JsonObject,
  name: string,
  low: number,
  high: number,
): number | undefined {
  const value = options[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= low && value <= high) {
    return value;
  }
  throw invalid(world, `options.${name}`);
}

function texts(world: World, value: Json | undefined, name: string): string[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw invalid(world, name);
  return value.map((item: Json) => {
    if (typeof item !== 'string') throw invalid(world, name);
    return item.toLowerCase();
  });
}

const invalid = (world: World, name: string) =>
  badRequest(world, { code: 'InvalidParameter', message: `The value of '${name}' is not valid.` });
