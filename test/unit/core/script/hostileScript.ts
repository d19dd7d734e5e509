import {
  az,
  kubectl,
  note,
  run,
  variable,
  type Script,
  type VariableName,
} from '../../../../src/core/script/script';

const names = ['vault', 'vaultId', 'ownIssuer', 'identity'] as const satisfies VariableName[];

/** A script that has a text in every place where a script can have one. */
export function hostileScript(text: string): Script {
  return {
    head: [text, `- ${text}`],
    variables: names.map((name) => ({
      name,
      value: name === 'vaultId' ? ['/vaults/', variable('vault'), text] : [text],
    })),
    steps: [
      { id: 'vault', title: text, skipped: text, statements: [] },
      {
        id: 'roles',
        title: text,
        statements: [
          note(text),
          run(az('one', { 'a-variable': variable('vault'), 'a-text': text, 'a-switch': true })),
          run(az('two words', { made: variable('vaultId') })),
          run({
            program: 'az',
            words: ['mixed'],
            options: [
              { name: 'value', value: [text, variable('identity'), `=${text}`] },
              { name: 'slashless', value: [{ variable: 'ownIssuer', isSlashless: true }, '/x'] },
            ],
          }),
          {
            kind: 'ensure',
            find: az('thing show', { name: text }),
            make: az('thing create', { name: variable('identity') }),
          },
          { kind: 'example', command: az('example', { name: text, other: variable('vault') }) },
          {
            kind: 'readOr',
            variable: 'issuer',
            command: az('failing', { name: text, query: 'id' }),
            otherwise: [text, variable('vault')],
          },
          { kind: 'print', lines: [[text], ['<', variable('issuer'), '>'], []] },
          run(kubectl('rollout', { namespace: variable('vault') })),
        ],
      },
    ],
  };
}

const slashless = (text: string): string => text.replace(/\/$/, '');

/** What the programs must get from it, in order, when a thing is not found and `failing` fails. */
export const expectedCalls = (text: string): readonly (readonly string[])[] => [
  ['az', 'one', `--a-variable=${text}`, `--a-text=${text}`, '--a-switch'],
  ['az', 'two', 'words', `--made=/vaults/${text}${text}`],
  ['az', 'mixed', `--value=${text}${text}=${text}`, `--slashless=${slashless(text)}/x`],
  ['az', 'thing', 'show', `--name=${text}`],
  ['az', 'thing', 'create', `--name=${text}`],
  ['az', 'failing', `--name=${text}`, '--query=id', '--output=tsv'],
  ['kubectl', 'rollout', `--namespace=${text}`],
];

export const expectedOutput = (text: string): string => `${text}\n<${text}${text}>\n\n`;
