import type { JsonObject } from '../../core/model/json';

/** How many items a list answers at once unless `$top` asks for fewer. */
const pageSize = 100;

/** One page of a list and, when there is more, the address of the next. */
export function page(items: readonly JsonObject[], url: URL): JsonObject {
  const asked = Number(url.searchParams.get('$top') ?? pageSize);
  const size = Number.isInteger(asked) && asked > 0 ? Math.min(asked, pageSize) : pageSize;
  const token = url.searchParams.get('$skiptoken') ?? url.searchParams.get('$skipToken');
  const start = token === null ? 0 : Number(Buffer.from(token, 'base64url').toString());
  const from = Number.isInteger(start) && start >= 0 ? start : 0;
  const value = items.slice(from, from + size);
  if (from + size >= items.length) return { value };
  const next = new URL(url);
  next.searchParams.delete('$skipToken');
  next.searchParams.set('$skiptoken', Buffer.from(String(from + size)).toString('base64url'));
  return { value, nextLink: next.href };
}
