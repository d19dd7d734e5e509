import { expressionParser } from './parseExpression';
import {
  joinKinds,
  type JoinKey,
  type JoinKind,
  type NamedExpression,
  type Operator,
  type Query,
  type SortKey,
} from './syntax';
import { TokenReader } from './tokenReader';
import { tokenize } from './tokens';

const { expression, named } = expressionParser(parseTabular);

/**
 * Reads a query. One closing semicolon is allowed.
 *
 * @throws {KqlError} the text is not in the grammar that is supported.
 */
export function parseQuery(text: string): Query {
  const reader = new TokenReader(tokenize(text));
  const query = parseTabular(reader);
  reader.takes(';');
  if (reader.peek().kind !== 'end') reader.fail("'|'");
  return query;
}

function parseTabular(reader: TokenReader): Query {
  return reader.nested(() => {
    const operators: Operator[] = [];
    let table: string;
    if (reader.sees('union')) {
      reader.next();
      unionOptions(reader);
      const [first, ...others] = reader.list(() => unionSource(reader));
      if (!first) reader.fail('a table name');
      table = first.table;
      operators.push(...first.operators);
      if (others.length > 0) operators.push({ kind: 'union', others });
    } else {
      table = reader.expectName('a table name');
    }
    while (reader.takes('|')) operators.push(operator(reader));
    return { table, operators };
  });
}

/** `project-away` is cut into three tokens; they are one word. */
function operatorName(reader: TokenReader): string {
  const isHyphenated =
    reader.peek().kind === 'name' && reader.peek(1).text === '-' && reader.peek(2).kind === 'name';
  const first = reader.peek().text;
  if (!isHyphenated || !/^(?:project|mv)$/.test(first)) return first;
  return `${first}-${reader.peek(2).text}`;
}

function operator(reader: TokenReader): Operator {
  const name = operatorName(reader);
  const read = Object.hasOwn(operators, name) ? operators[name] : undefined;
  if (!read) return reader.fail('an operator');
  reader.next();
  if (name.includes('-')) {
    reader.next();
    reader.next();
  }
  return read(reader);
}

const columns = (reader: TokenReader): NamedExpression[] => reader.list(() => named(reader));

const sort = (reader: TokenReader): Operator => {
  reader.expect('by');
  return { kind: 'sort', keys: reader.list(() => sortKey(reader)) };
};

const take = (reader: TokenReader): Operator => ({
  kind: 'take',
  count: reader.expectNumber('a number of rows'),
});

const where = (reader: TokenReader): Operator => ({ kind: 'where', condition: expression(reader) });

const operators: Readonly<Record<string, (reader: TokenReader) => Operator>> = {
  where,
  filter: where,
  extend: (reader) => ({ kind: 'extend', columns: columns(reader) }),
  project: (reader) => ({ kind: 'project', columns: columns(reader) }),
  'project-away': (reader) => ({ kind: 'project-away', patterns: patterns(reader) }),
  'project-keep': (reader) => ({ kind: 'project-keep', patterns: patterns(reader) }),
  'project-rename': (reader) => ({
    kind: 'project-rename',
    renames: reader.list(() => {
      const to = reader.expectName('a column name');
      reader.expect('=');
      return { to, from: reader.expectName('a column name') };
    }),
  }),
  distinct: (reader) =>
    reader.takes('*')
      ? { kind: 'distinct', columns: '*' }
      : { kind: 'distinct', columns: columns(reader) },
  order: sort,
  sort,
  take,
  limit: take,
  top: (reader) => {
    const count = reader.expectNumber('a number of rows');
    reader.expect('by');
    return { kind: 'top', count, key: sortKey(reader) };
  },
  count: () => ({ kind: 'count' }),
  summarize: (reader) => {
    const aggregates = reader.sees('by') ? [] : columns(reader);
    return { kind: 'summarize', aggregates, by: reader.takes('by') ? columns(reader) : [] };
  },
  'mv-expand': mvExpand,
  mvexpand: mvExpand,
  join: (reader) => {
    const joinKind = reader.takes('kind') ? kindOfJoin(reader) : 'innerunique';
    reader.expect('(');
    const right = parseTabular(reader);
    reader.expect(')');
    reader.expect('on');
    return { kind: 'join', joinKind, right, on: reader.list(() => joinKey(reader)) };
  },
  union: (reader) => {
    unionOptions(reader);
    return { kind: 'union', others: reader.list(() => unionSource(reader)) };
  },
};

function sortKey(reader: TokenReader): SortKey {
  const by = expression(reader);
  const isAscending = reader.takes('asc');
  if (!isAscending) reader.takes('desc');
  const direction = isAscending ? 'asc' : 'desc';
  if (!reader.takes('nulls')) return { by, direction, nulls: isAscending ? 'first' : 'last' };
  if (reader.takes('first')) return { by, direction, nulls: 'first' };
  reader.expect('last');
  return { by, direction, nulls: 'last' };
}

/** Column names, perhaps with `*` at either end or in between. */
function patterns(reader: TokenReader): string[] {
  return reader.list(() => {
    let pattern = '';
    while (reader.peek().kind === 'name' || reader.sees('*')) pattern += reader.next().text;
    return pattern === '' ? reader.fail('a column name') : pattern;
  });
}

function mvExpand(reader: TokenReader): Operator {
  if (reader.takes('bagexpansion') || reader.takes('kind')) {
    reader.expect('=');
    if (!reader.takes('array')) reader.expect('bag');
  }
  const expanded = reader.list(() => {
    const column = named(reader);
    if (reader.takes('to')) {
      reader.expect('typeof');
      reader.expect('(');
      reader.expectName('a type');
      reader.expect(')');
    }
    return column;
  });
  if (!reader.takes('limit')) return { kind: 'mv-expand', columns: expanded };
  return { kind: 'mv-expand', columns: expanded, limit: reader.expectNumber('a number of rows') };
}

function kindOfJoin(reader: TokenReader): JoinKind {
  reader.expect('=');
  const kind = joinKinds.find((known) => reader.takes(known));
  return kind ?? reader.fail(joinKinds.join(', '));
}

/** `column`, or `$left.a == $right.b` in either order. */
function joinKey(reader: TokenReader): JoinKey {
  const condition = expression(reader);
  if (condition.kind === 'column') return { left: condition, right: condition };
  if (condition.kind !== 'binary' || condition.operator !== '==') return reader.fail("'=='");
  const [one, other] = [sided(condition.left), sided(condition.right)];
  if (one?.side === '$left' && other?.side === '$right') {
    return { left: one.column, right: other.column };
  }
  if (one?.side === '$right' && other?.side === '$left') {
    return { left: other.column, right: one.column };
  }
  return reader.fail('$left and $right');
}

type Sided = { readonly side: string; readonly column: JoinKey['left'] };

function sided(expression: JoinKey['left']): Sided | undefined {
  if (expression.kind !== 'member' || expression.of.kind !== 'column') return undefined;
  const { key, of } = expression;
  if (key.kind !== 'literal' || typeof key.value !== 'string') return undefined;
  return { side: of.name, column: { kind: 'column', name: key.value } };
}

function unionOptions(reader: TokenReader): void {
  while (reader.peek(1).text === '=' && /^(?:kind|isfuzzy)$/.test(reader.peek().text)) {
    reader.next();
    reader.next();
    reader.next();
  }
}

function unionSource(reader: TokenReader): Query {
  if (!reader.takes('(')) return { table: reader.expectName('a table name'), operators: [] };
  const query = parseTabular(reader);
  reader.expect(')');
  return query;
}
