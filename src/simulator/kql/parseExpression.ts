import type { Json } from '../../core/model/json';
import {
  comparisonOperators,
  textOperators,
  type BinaryOperator,
  type Expression,
  type NamedExpression,
  type Query,
} from './syntax';
import type { TokenReader } from './tokenReader';
import { toDate } from './values';

type ParseQuery = (reader: TokenReader) => Query;
type Level = (reader: TokenReader) => Expression;

const relational: ReadonlySet<string> = new Set<string>([
  ...comparisonOperators,
  ...textOperators,
  ...textOperators.map((operator) => `!${operator}`),
]);

const isRelational = (text: string): text is BinaryOperator => relational.has(text);

/** Reads scalar expressions; `parseQuery` reads the query that may stand behind `in`. */
export function expressionParser(parseQuery: ParseQuery): {
  readonly expression: Level;
  readonly named: (reader: TokenReader) => NamedExpression;
} {
  const expression: Level = (reader) => reader.nested(() => or(reader));
  const or = leftAssociative({ or: 'or' }, (reader) => and(reader));
  const and = leftAssociative({ and: 'and' }, (reader) => comparison(reader));
  const additive = leftAssociative({ '+': '+', '-': '-' }, (reader) => product(reader));
  const product = leftAssociative({ '*': '*', '/': '/', '%': '%' }, (reader) => unary(reader));

  function comparison(reader: TokenReader): Expression {
    const left = additive(reader);
    const token = reader.peek();
    if (token.kind !== 'symbol' && token.kind !== 'name') return left;
    const operator = token.text;
    if (isRelational(operator)) {
      reader.next();
      return { kind: 'binary', operator, left, right: additive(reader) };
    }
    if (operator === 'matches') {
      reader.next();
      reader.expect('regex');
      return { kind: 'binary', operator: 'matches regex', left, right: additive(reader) };
    }
    if (/^!?in~?$/.test(operator)) {
      reader.next();
      return {
        kind: 'in',
        left,
        isNegated: operator.startsWith('!'),
        ignoresCase: operator.endsWith('~'),
        choices: choices(reader),
      };
    }
    if (operator === 'between' || operator === '!between') {
      reader.next();
      reader.expect('(');
      const low = additive(reader);
      reader.expect('..');
      const high = additive(reader);
      reader.expect(')');
      return { kind: 'between', left, isNegated: operator.startsWith('!'), low, high };
    }
    return left;
  }

  /** `('a', 'b')`, or `(table | …)` whose first column counts. */
  function choices(reader: TokenReader): readonly Expression[] | Query {
    reader.expect('(');
    const isQuery = reader.peek().kind === 'name' && reader.peek(1).text === '|';
    const result = isQuery ? parseQuery(reader) : reader.list(() => expression(reader));
    reader.expect(')');
    return result;
  }

  function unary(reader: TokenReader): Expression {
    if (reader.takes('-')) return { kind: 'negate', of: reader.nested(() => unary(reader)) };
    let value = primary(reader);
    for (;;) {
      if (reader.takes('.')) {
        value = { kind: 'member', of: value, key: memberKey(reader) };
      } else if (reader.takes('[')) {
        value = { kind: 'member', of: value, key: closing(reader, ']') };
      } else {
        return value;
      }
    }
  }

  function memberKey(reader: TokenReader): Expression {
    if (reader.takes('[')) return closing(reader, ']');
    return { kind: 'literal', value: reader.expectName('a property name') };
  }

  function closing(reader: TokenReader, bracket: string): Expression {
    const inner = expression(reader);
    reader.expect(bracket);
    return inner;
  }

  function primary(reader: TokenReader): Expression {
    const token = reader.peek();
    if (token.kind === 'string' || token.kind === 'number') {
      reader.next();
      return { kind: 'literal', value: token.value };
    }
    if (reader.takes('(')) return closing(reader, ')');
    if (reader.takes('[')) return bracketedColumn(reader);
    if (token.kind !== 'name' || isRelational(token.text)) reader.fail('an expression');
    reader.next();
    if (reader.sees('(')) return call(reader, token.text);
    if (token.text === 'true' || token.text === 'false') {
      return { kind: 'literal', value: token.text === 'true' };
    }
    return { kind: 'column', name: token.text };
  }

  function bracketedColumn(reader: TokenReader): Expression {
    const token = reader.next();
    if (token.kind !== 'string') return reader.fail('a column name in quotes');
    reader.expect(']');
    return { kind: 'column', name: token.value };
  }

  function call(reader: TokenReader, name: string): Expression {
    reader.expect('(');
    if (name === 'datetime') return dateLiteral(reader);
    if (name === 'dynamic') return { kind: 'literal', value: dynamicLiteral(reader) };
    if (reader.takes(')')) return { kind: 'call', name, args: [] };
    const args = reader.list((): Expression => {
      if (reader.takes('*')) return { kind: 'column', name: '*' };
      return expression(reader);
    });
    reader.expect(')');
    return { kind: 'call', name, args };
  }

  const named = (reader: TokenReader): NamedExpression => {
    const isNamed = reader.peek().kind === 'name' && reader.peek(1).text === '=';
    if (!isNamed) return { value: expression(reader) };
    const name = reader.expectName('a column name');
    reader.expect('=');
    return { name, value: expression(reader) };
  };

  return { expression, named };
}

/** `a op b op c`, from the left. */
function leftAssociative(
  operators: Readonly<Record<string, BinaryOperator>>,
  operand: Level,
): Level {
  return (reader) => {
    let left = operand(reader);
    for (;;) {
      const { kind, text } = reader.peek();
      const operator =
        kind !== 'string' && Object.hasOwn(operators, text) ? operators[text] : undefined;
      if (!operator) return left;
      reader.next();
      left = { kind: 'binary', operator, left, right: operand(reader) };
    }
  };
}

/** `2024-05-01T10:00:00Z` without or with quotes, or `null`. */
function dateLiteral(reader: TokenReader): Expression {
  const token = reader.peek();
  const text = token.kind === 'string' ? token.value : reader.fail('a date');
  const value = text === 'null' ? null : (toDate(text) ?? reader.fail('a date'));
  reader.next();
  reader.expect(')');
  return { kind: 'literal', value };
}

/** JSON, with single quotes allowed. */
function dynamicLiteral(reader: TokenReader): Json {
  const value = json(reader);
  reader.expect(')');
  return value;
}

function json(reader: TokenReader): Json {
  return reader.nested((): Json => {
    if (reader.takes('[')) {
      if (reader.takes(']')) return [];
      const items = reader.list(() => json(reader));
      reader.expect(']');
      return items;
    }
    if (reader.takes('{')) {
      if (reader.takes('}')) return {};
      const entries = reader.list((): readonly [string, Json] => {
        const key = reader.next();
        if (key.kind !== 'string') return reader.fail('a property name in quotes');
        reader.expect(':');
        return [key.value, json(reader)];
      });
      reader.expect('}');
      return Object.fromEntries(entries);
    }
    const sign = reader.takes('-') ? -1 : 1;
    const token = reader.next();
    if (token.kind === 'number') return sign * token.value;
    if (token.kind === 'string') return token.value;
    if (token.text === 'true' || token.text === 'false') return token.text === 'true';
    return token.text === 'null' ? null : reader.fail('a JSON value');
  });
}
