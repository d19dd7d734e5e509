import { KqlError } from './kqlError';
import type { Token } from './tokens';

/** Deepest nesting of a query; deeper ones are refused as unreadable. */
const maximumDepth = 200;

/** Walks over the tokens of a query and refuses what does not fit. */
export class TokenReader {
  private index = 0;
  private depth = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  peek(ahead = 0): Token {
    const token = this.tokens[Math.min(this.index + ahead, this.tokens.length - 1)];
    if (!token) throw new RangeError('A list of tokens ends with its end token.');
    return token;
  }

  next(): Token {
    const token = this.peek();
    this.index++;
    return token;
  }

  /** Whether the next token is this symbol or name. Kusto's words are lower-case. */
  sees(text: string): boolean {
    const token = this.peek();
    return (token.kind === 'symbol' || token.kind === 'name') && token.text === text;
  }

  /** Takes the token if it is the one. */
  takes(text: string): boolean {
    const isNext = this.sees(text);
    if (isNext) this.index++;
    return isNext;
  }

  expect(text: string): void {
    if (!this.takes(text)) this.fail(`'${text}'`);
  }

  expectName(what: string): string {
    const token = this.peek();
    if (token.kind !== 'name') this.fail(what);
    this.index++;
    return token.text;
  }

  expectNumber(what: string): number {
    const token = this.peek();
    if (token.kind !== 'number') this.fail(what);
    this.index++;
    return token.value;
  }

  /** @throws {KqlError} always: the next token is not what the grammar wants. */
  fail(expected: string): never {
    const { position, text } = this.peek();
    throw new KqlError({ kind: 'syntax', position, token: text, expected });
  }

  /** A list with commas between; at least one. */
  list<T>(item: () => T): T[] {
    const items = [item()];
    while (this.takes(',')) items.push(item());
    return items;
  }

  /** Runs `inner` one level deeper. */
  nested<T>(inner: () => T): T {
    if (++this.depth > maximumDepth) this.fail('a query that is nested less deeply');
    const result = inner();
    this.depth--;
    return result;
  }
}
