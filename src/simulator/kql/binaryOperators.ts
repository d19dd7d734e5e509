import { textOperators, type BinaryOperator, type TextOperator } from './syntax';
import { areEqual, compare, isDate, toNumber, toText, type Value } from './values';

type Apply = (left: Value, right: Value) => Value;

const not = (value: boolean | null): boolean | null => (value === null ? null : !value);

/** Comparisons with null are null; what can't be ordered is not in order. */
const ordered =
  (holds: (order: number) => boolean): Apply =>
  (left, right) => {
    if (left === null || right === null) return null;
    const order = compare(left, right);
    return order !== undefined && holds(order);
  };

const arithmetic =
  (calculate: (left: number, right: number) => number): Apply =>
  (left, right) => {
    const [a, b] = [toNumber(left), toNumber(right)];
    if (a === null || b === null) return null;
    const result = calculate(a, b);
    return Number.isFinite(result) ? result : null;
  };

/** Dates move by milliseconds; the difference of two dates is milliseconds. */
const plus: Apply = (left, right) => {
  if (isDate(left)) return moved(left, toNumber(right));
  if (isDate(right)) return moved(right, toNumber(left));
  return arithmetic((a, b) => a + b)(left, right);
};

const minus: Apply = (left, right) => {
  if (isDate(left) && isDate(right)) return left.getTime() - right.getTime();
  if (isDate(left)) {
    const ms = toNumber(right);
    return moved(left, ms === null ? null : -ms);
  }
  return arithmetic((a, b) => a - b)(left, right);
};

const moved = (date: Date, ms: number | null): Date | null =>
  ms === null ? null : new Date(date.getTime() + ms);

const isTermCharacter = (character: string | undefined): boolean =>
  character !== undefined && /[\p{L}\p{N}]/u.test(character);

/** Whether `term` stands in `text` with no letter or digit at the sides asked for. */
function hasTerm(text: string, term: string, sides: 'both' | 'before' | 'after'): boolean {
  if (term === '') return true;
  for (let at = text.indexOf(term); at >= 0; at = text.indexOf(term, at + 1)) {
    const startsTerm = at === 0 || !isTermCharacter(text[at - 1]) || !isTermCharacter(term[0]);
    const endsTerm = !isTermCharacter(text[at + term.length]) || !isTermCharacter(term.at(-1));
    if ((sides === 'after' || startsTerm) && (sides === 'before' || endsTerm)) return true;
  }
  return false;
}

const textTests: Readonly<Record<TextOperator, (text: string, sought: string) => boolean>> = {
  has: (text, sought) => hasTerm(text, sought, 'both'),
  has_cs: (text, sought) => hasTerm(text, sought, 'both'),
  hasprefix: (text, sought) => hasTerm(text, sought, 'before'),
  hassuffix: (text, sought) => hasTerm(text, sought, 'after'),
  contains: (text, sought) => text.includes(sought),
  contains_cs: (text, sought) => text.includes(sought),
  startswith: (text, sought) => text.startsWith(sought),
  startswith_cs: (text, sought) => text.startsWith(sought),
  endswith: (text, sought) => text.endsWith(sought),
  endswith_cs: (text, sought) => text.endsWith(sought),
};

/** Text operators take null as the empty string, so their negation holds for a missing property. */
function testText(operator: TextOperator, left: Value, right: Value): boolean {
  const test = textTests[operator];
  const [text, sought] = [toText(left), toText(right)];
  return operator.endsWith('_cs')
    ? test(text, sought)
    : test(text.toLowerCase(), sought.toLowerCase());
}

const isSameText = (left: Value, right: Value): boolean =>
  toText(left).toLowerCase() === toText(right).toLowerCase();

function matchesPattern(left: Value, right: Value): boolean {
  try {
    return new RegExp(toText(right)).test(toText(left));
  } catch {
    return false;
  }
}

const calculations: Readonly<Record<Exclude<BinaryOperator, TextTest | 'and' | 'or'>, Apply>> = {
  '==': areEqual,
  '!=': (left, right) => not(areEqual(left, right)),
  '<>': (left, right) => not(areEqual(left, right)),
  '=~': isSameText,
  '!~': (left, right) => !isSameText(left, right),
  '<': ordered((order) => order < 0),
  '<=': ordered((order) => order <= 0),
  '>': ordered((order) => order > 0),
  '>=': ordered((order) => order >= 0),
  'matches regex': matchesPattern,
  '+': plus,
  '-': minus,
  '*': arithmetic((a, b) => a * b),
  '/': arithmetic((a, b) => a / b),
  '%': arithmetic((a, b) => a % b),
};

type TextTest = TextOperator | `!${TextOperator}`;

const isCalculation = (
  operator: Exclude<BinaryOperator, 'and' | 'or'>,
): operator is keyof typeof calculations => Object.hasOwn(calculations, operator);

/** How an operator makes one value of two. `and` and `or` don't always look at their right side. */
export function applyOf(operator: Exclude<BinaryOperator, 'and' | 'or'>): Apply {
  if (isCalculation(operator)) return calculations[operator];
  const positive = textOperators.find((known) => operator === known || operator === `!${known}`);
  if (positive === undefined) throw new RangeError(`No operator ${operator}.`);
  const isNegated = operator.startsWith('!');
  return (left, right) => testText(positive, left, right) !== isNegated;
}
