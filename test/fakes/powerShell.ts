/**
 * As much of PowerShell's language as the scripts use, read as PowerShell reads it: all of its quotes
 * count, the typographic ones too.
 *
 * @see https://github.com/PowerShell/PowerShell: about_Quoting_Rules, about_Parsing
 */
const singleQuotes = "'\u2018\u2019\u201a\u201b";
const doubleQuotes = '"\u201c\u201d\u201e';

export type PowerShellValues = ReadonlyMap<string, string>;

interface Read {
  readonly text: string;
  /** Where the rest begins. */
  readonly end: number;
}

function fail(code: string, at: number): never {
  throw new Error(`Not understood at ${at}: ${JSON.stringify(code.slice(at, at + 60))}`);
}

function readSingleQuoted(code: string, start: number): Read {
  let text = '';
  for (let at = start + 1; at < code.length; at += 1) {
    const character = code.charAt(at);
    if (singleQuotes.includes(character)) {
      const next = code.charAt(at + 1);
      if (next === '' || !singleQuotes.includes(next)) return { text, end: at + 1 };
      at += 1;
      text += next;
    } else {
      text += character;
    }
  }
  return fail(code, start);
}

function valueOf(values: PowerShellValues, name: string): string {
  const value = values.get(name.toLowerCase());
  if (value === undefined) throw new Error(`$${name} is not set.`);
  return value;
}

function readDoubleQuoted(code: string, start: number, values: PowerShellValues): Read {
  let text = '';
  for (let at = start + 1; at < code.length;) {
    const rest = code.slice(at);
    if (doubleQuotes.includes(rest.charAt(0))) return { text, end: at + 1 };
    if (rest.startsWith('`')) fail(code, at);
    const slashless = /^\$\(\$(\w+) -replace '\/\$', ''\)/.exec(rest);
    const saved = /^\$\(Save-Json /.exec(rest);
    const named = /^\$(?:\{(\w+)\}|(\w+))/.exec(rest);
    if (slashless) {
      text += valueOf(values, slashless[1] ?? '').replace(/\/$/, '');
      at += slashless[0].length;
    } else if (saved) {
      const json = readTerm(code, at + saved[0].length, values);
      if (code.charAt(json.end) !== ')') fail(code, json.end);
      text += json.text;
      at = json.end + 1;
    } else if (named) {
      text += valueOf(values, named[1] ?? named[2] ?? '');
      at += named[0].length;
    } else if (rest.startsWith('$')) {
      fail(code, at);
    } else {
      text += rest.charAt(0);
      at += 1;
    }
  }
  return fail(code, start);
}

/** A string, a character, a variable, or some of them added in parentheses. */
function readTerm(code: string, start: number, values: PowerShellValues): Read {
  const rest = code.slice(start);
  if (singleQuotes.includes(rest.charAt(0))) return readSingleQuoted(code, start);
  if (doubleQuotes.includes(rest.charAt(0))) return readDoubleQuoted(code, start, values);
  const character = /^\[char\]0x([0-9A-F]{4})/.exec(rest);
  if (character) {
    return {
      text: String.fromCharCode(Number.parseInt(character[1] ?? '', 16)),
      end: start + character[0].length,
    };
  }
  const named = /^\$(\w+)/.exec(rest);
  if (named) return { text: valueOf(values, named[1] ?? ''), end: start + named[0].length };
  if (!rest.startsWith('(')) fail(code, start);
  let text = '';
  for (let at = start + 1; ;) {
    const term = readTerm(code, at, values);
    text += term.text;
    if (code.startsWith(' + ', term.end)) at = term.end + 3;
    else if (code.charAt(term.end) === ')') return { text, end: term.end + 1 };
    else fail(code, term.end);
  }
}

/** The value of a whole expression. */
export function evaluate(code: string, values: PowerShellValues = new Map()): string {
  const { text, end } = readTerm(code, 0, values);
  return end === code.length ? text : fail(code, end);
}

/** What a call passes on: bare words, and the values of all else. */
function readArguments(code: string, start: number, values: PowerShellValues): readonly string[] {
  const all: string[] = [];
  for (let at = start; at < code.length && !/^[)}]/.test(code.slice(at));) {
    const blanks = /^ +/.exec(code.slice(at));
    if (blanks) {
      at += blanks[0].length;
      continue;
    }
    const bare = /^[A-Za-z0-9][\w-]*(?=[ )]|$)/.exec(code.slice(at));
    const read = bare ? { text: bare[0], end: at + bare[0].length } : readTerm(code, at, values);
    all.push(read.text);
    at = read.end;
  }
  return all;
}

export interface PowerShellRun {
  /** Each call of az or kubectl with its arguments, in order. */
  readonly calls: readonly (readonly string[])[];
  /** What was written to the host, line by line. */
  readonly output: readonly string[];
}

/**
 * Follows a script from its variables on: nothing that is asked for is found, and every reading
 * fails. A statement that no script is made of throws.
 */
export function follow(script: string): PowerShellRun {
  const values = new Map<string, string>();
  const calls: string[][] = [];
  const output: string[] = [];
  // The functions at the top stand together; a blank line ends them.
  const body = script.slice(script.indexOf('\n}\n\n') + 3);
  const statements = body
    .split(/\r\n|\r|\n/)
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .replaceAll(/ `\n\s*/g, ' ')
    .split('\n');
  for (const statement of statements) {
    const line = statement.trimStart();
    const call = /^(?:if \(-not \()?(Invoke-Az|Invoke-Kubectl|Test-Az) /.exec(line);
    const read = /^\$(\w+) = Read-Az /.exec(line);
    const set = /^(?:if \(-not \$\w+\) \{ )?\$(\w+) = /.exec(line);
    const said = /^Write-Host /.exec(line);
    if (call) {
      const program = call[1] === 'Invoke-Kubectl' ? 'kubectl' : 'az';
      calls.push([program, ...readArguments(line, call[0].length, values)]);
    } else if (read) {
      calls.push(['az', ...readArguments(line, read[0].length, values)]);
    } else if (set) {
      values.set(
        (set[1] ?? '').toLowerCase(),
        evaluate(line.slice(set[0].length).replace(/ \}$/, ''), values),
      );
    } else if (said) {
      output.push(evaluate(line.slice(said[0].length), values));
    } else if (!['', 'try {', '} catch {', '}'].includes(line)) {
      throw new Error(`Not a statement of these scripts: ${JSON.stringify(line.slice(0, 80))}`);
    }
  }
  return { calls, output };
}
