import { t } from '@vscode/l10n';
import { quotePowerShell } from '../shell/quote';
import { comment, layOut, writeScript, type Shell } from './layout';
import {
  wordsOf,
  type Option,
  type Script,
  type ScriptCommand,
  type Statement,
  type Value,
  type VariableName,
} from './script';

/** `VaultId`. */
const spell = (name: VariableName): string =>
  wordsOf(name)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

/** Means itself between double quotes. */
const plain = /^[\w/.:=@%+, ()-]*$/;

/** One expression, whatever is in it. */
function toExpression(value: Value): string {
  if (value.every((part) => typeof part === 'string')) return quotePowerShell(value.join(''));
  const [only] = value;
  if (value.length === 1 && typeof only === 'object' && !only.isSlashless) {
    return `$${spell(only.variable)}`;
  }
  const inQuotes = value.map((part, index) => {
    if (typeof part === 'string') return part;
    const name = spell(part.variable);
    if (part.isSlashless) return `$($${name} -replace '/$', '')`;
    return index === value.length - 1 ? `$${name}` : `\${${name}}`;
  });
  if (value.every((part) => typeof part !== 'string' || plain.test(part))) {
    return `"${inQuotes.join('')}"`;
  }
  const pieces = value.map((part, index) =>
    typeof part === 'string' ? quotePowerShell(part) : `"${inQuotes[index] ?? ''}"`,
  );
  return `(${pieces.join(' + ')})`;
}

function toArgument({ name, value, isJson }: Option): string {
  if (value === undefined) return `'--${name}'`;
  return isJson
    ? `"--${name}=@$(Save-Json ${toExpression(value)})"`
    : toExpression(joined([`--${name}=`, ...value]));
}

/** Neighbouring texts as one. */
const joined = (value: Value): Value =>
  value.reduce<Value>((all, part) => {
    const last = all.at(-1);
    return typeof part === 'string' && typeof last === 'string'
      ? [...all.slice(0, -1), last + part]
      : [...all, part];
  }, []);

const call = (
  verb: string,
  { words, options }: ScriptCommand,
  { indent = '', closing = '' } = {},
): readonly string[] => {
  const all = layOut([verb, ...words].join(' '), options.map(toArgument), {
    indent,
    goesOn: '`',
  });
  return [...all.slice(0, -1), `${all.at(-1) ?? ''}${closing}`];
};

const invoke = (command: ScriptCommand, indent = ''): readonly string[] =>
  call(command.program === 'az' ? 'Invoke-Az' : 'Invoke-Kubectl', command, { indent });

const orStop = (name: VariableName): string =>
  `if (-not $${spell(name)}) { throw ${quotePowerShell(t('{0} could not be read.', spell(name)))} }`;

function write(statement: Statement): readonly string[] {
  switch (statement.kind) {
    case 'note':
      return comment(statement.text);
    case 'run':
      return invoke(statement.command);
    case 'ensure':
      return [
        ...call('if (-not (Test-Az', statement.find, { closing: ')) {' }),
        ...invoke(statement.make, '    '),
        '}',
      ];
    case 'read':
      return [
        ...call(`$${spell(statement.variable)} = Read-Az`, statement.command),
        orStop(statement.variable),
      ];
    case 'await': {
      const name = spell(statement.variable);
      return [
        ...comment(t('At most 15 minutes')),
        'foreach ($Attempt in 1..90) {',
        ...call(`$${name} = Read-Az`, statement.command, { indent: '    ' }),
        `    if ($${name}) { break }`,
        '    Start-Sleep -Seconds 10',
        '}',
        orStop(statement.variable),
      ];
    }
    case 'readOr': {
      const name = spell(statement.variable);
      return [
        'try {',
        ...call(`$${name} = Read-Az`, statement.command, { indent: '    ' }),
        '} catch {',
        `    $${name} = ''`,
        '}',
        `if (-not $${name}) { $${name} = ${toExpression(statement.otherwise)} }`,
      ];
    }
    case 'print':
      return statement.lines.map((line) => `Write-Host ${toExpression(line)}`);
    case 'example':
      return call('az', statement.command).map((line) => `# ${line}`);
  }
}

const invokeAz = (): readonly string[] => [
  ...comment(
    t(
      'On Windows az is a batch file, whose interpreter would change some arguments. Such a name stops the script: run the one for Bash in WSL or Azure Cloud Shell instead.',
    ),
  ),
  "$IsBatch = (Get-Command az -CommandType Application | Select-Object -First 1).Source -match '\\.(cmd|bat)$'",
  'function Assert-Passable {',
  '    foreach ($Argument in $args) {',
  `        $IsChanged = $Argument -match '["%\\r\\n]' -or ($Argument -notmatch '\\s' -and $Argument -match '[&|<>^()]')`,
  `        if ($IsBatch -and $IsChanged) { throw (${quotePowerShell(`${t('az on Windows cannot be given this:')} `)} + $Argument) }`,
  '    }',
  '}',
  'function Invoke-Az {',
  '    Assert-Passable @args',
  '    & az @args',
  '    if ($LASTEXITCODE -ne 0) { throw "az: exit code $LASTEXITCODE" }',
  '}',
];

const readAz: readonly string[] = [
  'function Read-Az {',
  '    Assert-Passable @args',
  "    $Output = & az @args '--output=tsv'",
  '    if ($LASTEXITCODE -ne 0) { throw "az: exit code $LASTEXITCODE" }',
  '    return "$Output".Trim()',
  '}',
];

const testAz: readonly string[] = [
  'function Test-Az {',
  '    Assert-Passable @args',
  // Windows PowerShell takes each line of the standard error for an error of its own.
  "    $ErrorActionPreference = 'Continue'",
  "    & az @args '--output=none' 2>$null | Out-Null",
  '    return $LASTEXITCODE -eq 0',
  '}',
];

const invokeKubectl: readonly string[] = [
  'function Invoke-Kubectl {',
  '    & kubectl @args',
  '    if ($LASTEXITCODE -ne 0) { throw "kubectl: exit code $LASTEXITCODE" }',
  '}',
];

const saveJson: readonly string[] = [
  'function Save-Json([string] $Json) {',
  '    $Path = [IO.Path]::GetTempFileName()',
  '    [IO.File]::WriteAllText($Path, $Json)',
  '    return $Path',
  '}',
];

const shell: Shell = {
  first: '#Requires -Version 5.1',
  preamble(statements) {
    const has = (...kinds: readonly Statement['kind'][]): boolean =>
      statements.some(({ kind }) => kinds.includes(kind));
    const runs = statements.flatMap((each) => (each.kind === 'run' ? [each.command] : []));
    if (statements.every(({ kind }) => kind === 'note')) return [];
    return [
      "$ErrorActionPreference = 'Stop'",
      ...comment(t('Exit codes are looked at below, in every version alike.')),
      '$PSNativeCommandUseErrorActionPreference = $false',
      '',
      ...invokeAz(),
      ...(has('read', 'await', 'readOr') ? readAz : []),
      ...(has('ensure') ? testAz : []),
      ...(runs.some(({ program }) => program === 'kubectl') ? invokeKubectl : []),
      ...(runs.some(({ options }) => options.some(({ isJson }) => isJson)) ? saveJson : []),
    ];
  },
  assign: (name, value) => `$${spell(name)} = ${toExpression(value)}`,
  write,
};

/** The script for Windows PowerShell 5.1 and PowerShell 7. */
export const toPowerShell = (script: Script): string => writeScript(script, shell);
