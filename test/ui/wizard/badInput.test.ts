import { beforeEach, describe, expect, it } from 'vitest';
import { identityNameProblem, vaultNameProblem } from '../../../src/core/model/resourceNames';
import { confirmByName } from '../../../src/ui/wizard/confirmByName';
import { whoProblem } from '../../../src/ui/commands/saveRecord';
import { issuerProblem } from '../../../src/ui/wizard/askClusterIdentity';
import { resourceIdProblem } from '../../../src/ui/wizard/targetPage';
import { typeText } from '../../../src/ui/wizard/typeText';
import { ids } from '../../builders/observation';
import { hostileNames } from '../../fakes/hostileNames';
import { host } from '../../fakes/vscode';

beforeEach(() => {
  host.reset();
});

/** Empty, huge, odd, of another kind, of another place. */
const texts: readonly string[] = [
  '',
  ' ',
  '\t',
  '\n',
  '.',
  '..',
  '/',
  '-',
  '--',
  '0',
  'null',
  'undefined',
  '__proto__',
  'constructor',
  'a',
  'a b',
  'a_b',
  'a--b',
  'a-',
  '-a',
  '1a',
  'ä',
  'ａｂｃ',
  'аbс',
  'x'.repeat(25),
  'x'.repeat(129),
  'x'.repeat(1_000_000),
  ids.vault,
  ids.instance,
  ids.instance.toUpperCase(),
  `${ids.instance}/..`,
  `${ids.instance}?x=1`,
  `${ids.instance}#x`,
  `${ids.instance}\\x`,
  `${ids.instance}%2f..`,
  `${ids.instance}\u202e`,
  ids.instance.replace('/resourceGroups/', '/resourceGroups/../'),
  ids.instance.replace('/providers/', '/../providers/'),
  ids.instance.replace(/\/instances\/.*/, '/instances/..'),
  ids.instance.replace(/\/instances\/.*/, '/instances'),
  ids.instance.replace(/\/providers\/.*/, ''),
  ids.instance.slice(1),
  `https://portal.azure.com/#resource${ids.instance}`,
  `${ids.instance}${'x'.repeat(3_000)}`,
  'https://issuer.example',
  'HTTPS://issuer.example',
  'https://issuer.example?',
  'https://issuer.example#',
  'https://:password@issuer.example',
  ' https://issuer.example',
  'https://issuer.example\n',
  'https://issuer\t.example',
  'https:issuer.example',
  'https:\\\\issuer.example',
  'https://issuer.example\\a',
  'https://ıssuer.example',
  `https://issuer.example/${'a'.repeat(600)}`,
  'javascript:alert(1)',
  'command:workbench.action.quit',
  'file:///etc/passwd',
  ...hostileNames,
];

interface Input {
  readonly name: string;
  readonly problem: (text: string) => string | undefined;
  /** What Azure takes, said once more. */
  readonly good: RegExp;
}

const inputs: readonly Input[] = [
  {
    name: 'the name of a new key vault',
    problem: vaultNameProblem,
    good: /^(?!.*--)[A-Za-z][A-Za-z0-9-]{1,22}[A-Za-z0-9]$/,
  },
  {
    name: 'the name of a new managed identity',
    problem: identityNameProblem,
    good: /^[A-Za-z0-9][\w-]{2,127}$/,
  },
  {
    name: 'the issuer of a cluster that has its own',
    problem: issuerProblem,
    good: /^https:\/\/[a-z][a-z.]+(?:\/a*)?$/,
  },
  {
    name: 'the id of a resource that is to be used',
    problem: resourceIdProblem,
    good: /^\/subscriptions\/[\w-]+\/resourcegroups\/[\w-]+\/providers\/[\w.]+(?:\/[\w-]+){2}$/i,
  },
  {
    name: 'who made the change, in its record',
    problem: whoProblem,
    good: /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]{0,200}$/u,
  },
];

describe.each(inputs)('$name', ({ problem, good }) => {
  it.each(texts.map((text) => [JSON.stringify(text).slice(0, 60), text] as const))(
    'is good or has its own message: %s',
    (_, text) => {
      const words = problem(text);
      if (words === undefined) {
        expect(text.length).toBeLessThan(601);
        expect(text).toMatch(good);
        return;
      }
      expect(words.length).toBeGreaterThan(10);
      expect(words.length).toBeLessThan(300);
      expect(words).not.toMatch(/undefined|\[object|[\p{Cc}\p{Cf}]/u);
    },
  );

  it('goes on with nothing that has a problem', async () => {
    for (const text of texts.filter((each) => problem(each) !== undefined)) {
      host.reset();
      const typing = typeText({
        title: 'x',
        prompt: 'x',
        value: '',
        step: 1,
        totalSteps: 1,
        problem,
      });
      const { input } = host;
      input.type(text);
      input.enter();
      await Promise.resolve();
      expect(input.validationMessage).toBe(problem(text));
      expect(input.isShown).toBe(true);
      input.hide();
      expect(await typing).toEqual({ kind: 'dismissed' });
    }
  });
});

describe('the name that is typed before something is taken away', () => {
  it('is the name itself, and nothing like it', async () => {
    const name = 'aio-berlin-01';
    const likes = ['AIO-BERLIN-01', `${name}0`, name.slice(1), `${name}\u200b`, 'aiο-berlin-01'];
    for (const text of [...texts, ...likes]) {
      host.reset();
      const asking = confirmByName({ title: 'x', prompt: 'x', name, step: 1, totalSteps: 1 });
      const { input } = host;
      input.type(text);
      input.enter();
      expect(input.validationMessage).toContain(name);
      expect(input.isShown).toBe(true);
      input.hide();
      expect(await asking).toEqual({ kind: 'dismissed' });
    }
  });

  it('counts its inputs', ({ task }) => {
    task.meta.figures = { 'bad inputs of wizards': texts.length * (inputs.length + 1) };
    expect(texts.length).toBeGreaterThan(100);
  });
});
