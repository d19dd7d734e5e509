import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { az, run, variable, type Script } from '../../../../src/core/script/script';
import { toPowerShell } from '../../../../src/core/script/toPowerShell';
import { toScript } from '../../../../src/core/script/toScript';
import { loadSdks } from '../../../builders/azure';
import { hostileNames } from '../../../fakes/hostileNames';
import { follow } from '../../../fakes/powerShell';
import { simulatedPlans } from '../../../fakes/simulatedPlans';
import { expectedCalls, expectedOutput, hostileScript } from './hostileScript';
import { scriptFor } from './scriptFixture';

const numbered = hostileNames.map((name, index) => [index, name.slice(0, 40), name] as const);

/** Without what the helpers of the script add by themselves. */
const wanted = (text: string) =>
  expectedCalls(text).map((call) => call.filter((word) => word !== '--output=tsv'));

const hasPowerShell = spawnSync('pwsh', ['-NoProfile', '-Command', 'exit 0']).status === 0;

beforeAll(loadSdks);

describe('a script for PowerShell', () => {
  it.each(numbered)('hands text %i, %j, to the programs as it is', (_index, _shown, name) => {
    const { calls, output } = follow(toPowerShell(hostileScript(name)));
    expect(calls).toEqual(wanted(name));
    expect(`${output.join('\n')}\n`).toBe(expectedOutput(name));
  });

  it.each(numbered)(
    'is the same where Windows PowerShell reads its UTF-8 as ANSI: text %i, %j',
    (_index, _shown, name) => {
      const script = toPowerShell(hostileScript(name));
      const code = script.split('\n').filter((line) => !line.startsWith('#'));
      expect(code.join('\n')).toMatch(/^[\n\u0020-\u007e]*$/);
      const misread = new TextDecoder('windows-1252').decode(new TextEncoder().encode(script));
      expect(follow(misread).calls).toEqual(wanted(name));
    },
  );

  it('hands JSON over in a file, since quotes do not survive the way on Windows', () => {
    const script: Script = {
      head: [],
      variables: [{ name: 'clientId', value: ['id'] }],
      steps: [
        {
          id: 'secretSync',
          title: '',
          statements: [
            run({
              ...az('resource create', {}),
              options: [
                {
                  name: 'properties',
                  value: [`{"it's":"`, variable('clientId'), '"}'],
                  isJson: true,
                },
              ],
            }),
          ],
        },
      ],
    };
    const text = toPowerShell(script);
    expect(text).toContain('function Save-Json(');
    expect(follow(text).calls).toEqual([
      ['az', 'resource', 'create', `--properties=@{"it's":"id"}`],
    ]);
  });

  it.each(['remaining', 'all'] as const)(
    'says what the one for Bash says, for every kind of cluster: %s',
    async (scope) => {
      const all = simulatedPlans({ scenario: 'factory' });
      for (const city of ['zurich', 'ghent', 'brno', 'berlin', 'porto', 'utrecht', 'rotterdam']) {
        const state = await (await scriptFor(all, `aio-${city}-01`)).read();
        const text = toPowerShell(toScript(state, scope));
        const said = text.match(/^ *(?:Invoke-Az|\$\w+ = Read-Az|Invoke-Kubectl) .*/gm) ?? [];
        expect(said.length, city).toBeGreaterThan(scope === 'all' ? 10 : 0);
      }
    },
  );

  it.skipIf(!hasPowerShell)('is understood by PowerShell', () => {
    const folder = mkdtempSync(join(tmpdir(), 'aio-script-'));
    try {
      const file = join(folder, 'script.ps1');
      for (const name of hostileNames) {
        writeFileSync(file, toPowerShell(hostileScript(name)));
        const { stdout } = spawnSync(
          'pwsh',
          [
            '-NoProfile',
            '-Command',
            `$e = $null; $null = [System.Management.Automation.Language.Parser]::ParseFile('${file}', [ref]$null, [ref]$e); $e.Count`,
          ],
          { encoding: 'utf8' },
        );
        expect(stdout.trim(), name.slice(0, 40)).toBe('0');
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
