/** What a condition may ask about the request and the resource that it touches. */
export interface ConditionFacts {
  readonly action: string;
  /** Attributes by their full name, `Microsoft.Authorization/roleAssignments:RoleDefinitionId`. */
  readonly request: ReadonlyMap<string, string>;
  readonly resource: ReadonlyMap<string, string>;
}

const tokenPattern = /\s*(&&|\|\||[()!]|@\w+\[[^\]]*\]|\{[^}]*\}|[\w:]+)/y;

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  tokenPattern.lastIndex = 0;
  while (tokenPattern.lastIndex < text.trimEnd().length) {
    const found = tokenPattern.exec(text)?.[1];
    if (found === undefined) throw new SyntaxError('The condition cannot be read.');
    tokens.push(found);
  }
  return tokens;
}

/**
 * Whether an attribute-based condition holds: `ActionMatches`, the attributes of request and
 * resource, the GUID and string operators, `!`, `AND`, `OR` and parentheses. What it cannot read
 * never holds.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/conditions-format
 */
export function holds(condition: string, facts: ConditionFacts): boolean {
  try {
    return new Reader(tokensOf(condition), facts).whole();
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

class Reader {
  private position = 0;

  constructor(
    private readonly tokens: readonly string[],
    private readonly facts: ConditionFacts,
  ) {}

  whole(): boolean {
    const result = this.either();
    if (this.position < this.tokens.length) throw new SyntaxError('More than a condition.');
    return result;
  }

  private either(): boolean {
    let result = this.both();
    while (this.takes('OR', '||')) result = this.both() || result;
    return result;
  }

  private both(): boolean {
    let result = this.term();
    while (this.takes('AND', '&&')) result = this.term() && result;
    return result;
  }

  private term(): boolean {
    if (this.takes('!', 'NOT')) return !this.term();
    if (this.takes('(')) {
      const result = this.either();
      if (!this.takes(')')) throw new SyntaxError('A parenthesis is open.');
      return result;
    }
    const token = this.next();
    if (token === 'ActionMatches') {
      return this.values().some((pattern) => matchesAction(pattern, this.facts.action));
    }
    const attribute = /^@(Request|Resource)\[(.+)\]$/i.exec(token);
    if (!attribute) throw new SyntaxError(`"${token}" is no part of a condition.`);
    const [, source = '', name = ''] = attribute;
    const facts = source.toLowerCase() === 'request' ? this.facts.request : this.facts.resource;
    const operator = this.next();
    return compare(operator, facts.get(name), this.values());
  }

  private values(): string[] {
    return this.next()
      .slice(1, -1)
      .split(',')
      .map((value) => value.trim().replace(/^'|'$/g, ''));
  }

  private takes(...wanted: readonly string[]): boolean {
    const token = this.tokens[this.position];
    if (token === undefined || !wanted.includes(token.toUpperCase())) return false;
    this.position++;
    return true;
  }

  private next(): string {
    const token = this.tokens[this.position++];
    if (token === undefined) throw new SyntaxError('The condition ends too early.');
    return token;
  }
}

/** An attribute that is absent meets no comparison. */
function compare(operator: string, actual: string | undefined, wanted: readonly string[]): boolean {
  const name = operator.replace(/^ForAnyOf(?:Any|All)Values:/i, '').toLowerCase();
  const isNegative = name.includes('not');
  if (!/^(?:guid|string)(?:not)?equals(?:ignorecase)?$/.test(name)) {
    throw new SyntaxError(`The operator ${operator} is not known.`);
  }
  if (actual === undefined) return false;
  const isAmong = wanted.some((value) => value.toLowerCase() === actual.toLowerCase());
  return isNegative ? !isAmong : isAmong;
}

/**
 * Whole-string, case-insensitive match, where `*` stands for any run of characters; between two
 * slashes also for nothing, and one slash.
 */
export function matchesAction(pattern: string, action: string): boolean {
  if (matchesWhole(pattern.toLowerCase(), action.toLowerCase())) return true;
  const shorter = pattern.replace('/*/', '/');
  return shorter !== pattern && matchesAction(shorter, action);
}

function matchesWhole(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (!text.startsWith(first)) return false;
  if (rest.length === 0) return text === first;
  const last = rest.pop() ?? '';
  let from = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return text.length - from >= last.length && text.endsWith(last);
}
