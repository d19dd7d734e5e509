import { t } from '@vscode/l10n';
import type { ResourceChange } from '../model/run';
import { findingWords, outcomeWords, stepWords } from '../model/stateWords';
import { visible } from '../model/visible';
import type { ChangeRecord, RecordedProof, RecordedStep } from './changeRecord';

/** Values are told in full; nothing that Azure allows is as long as this. */
const longestValue = 4_000;

/** Text whose characters mean nothing to Markdown. */
const plain = (text: string): string =>
  visible(text, longestValue).replace(
    /[\\`*_[\]<>|~&#!$@]|:(?=\/\/)|(?<=www)\./gi,
    (character) => `\\${character}`,
  );

/** A value in a fixed-width font, whatever is in it. */
function code(value: string): string {
  const text = visible(value, longestValue).replaceAll('|', '\\|');
  if (text.trim() === '') return '–';
  const runs = [...text.matchAll(/`+/g)].map(([run]) => run.length);
  const fence = '`'.repeat(Math.max(0, ...runs) + 1);
  return fence.length === 1 ? `\`${text}\`` : `${fence} ${text} ${fence}`;
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(heads), row(heads.map(() => '---')), ...rows.map(row)].join('\n');

/** `2026-11-28 20:58:11`. */
const time = (iso: string): string => iso.slice(0, 19).replace('T', ' ');

const ofDay = (iso: string): string => iso.slice(11, 19);

function changeWords(kind: ResourceChange['kind']): string {
  switch (kind) {
    case 'created':
      return t('Created');
    case 'updated':
      return t('Updated');
    case 'deleted':
      return t('Deleted');
  }
}

const references = ({ code: ofService, correlationId }: RecordedStep): string =>
  [ofService, correlationId].flatMap((each) => (each === undefined ? [] : [code(each)])).join(' ');

function stepLine(step: RecordedStep, index: number): string {
  const { title, state, startedAt, endedAt, because } = step;
  const times = [startedAt, endedAt]
    .flatMap((each) => (each === undefined ? [] : [ofDay(each)]))
    .join('–');
  const words = [stepWords(state), ...(times === '' ? [] : [times])].join(', ');
  const why = because === undefined ? '' : `: ${plain(because)}`;
  const found = references(step);
  return `${index + 1}. **${plain(title)}**: ${words}${why}${found === '' ? '' : ` (${found})`}`;
}

const section = (title: string, body: string): string => `## ${title}\n\n${body}`;

function head({ where, run, who, savedAt }: ChangeRecord): string {
  const rows: (readonly [string, string])[] = [
    [t('Outcome'), outcomeWords(run.outcome)],
    ...(run.failure?.because === undefined
      ? []
      : [[t('Reason'), plain(run.failure.because)] as const]),
    ...(who === undefined ? [] : [[t('Who'), plain(who)] as const]),
    [
      t('When'),
      run.endedAt === undefined
        ? t('since {0} UTC', time(run.startedAt))
        : t('{0} to {1} UTC', time(run.startedAt), time(run.endedAt)),
    ],
    [t('Instance'), code(where.instanceId)],
    ...(where.cluster === undefined ? [] : [[t('Cluster'), code(where.cluster)] as const]),
    [t('Tenant'), code(where.tenantId)],
    [
      t('Cloud'),
      where.cloud === 'Azure' ? 'Azure' : t('Simulated Azure: nothing real was changed'),
    ],
    [t('Requests'), t('reads: {0}, writes: {1}', run.requests.reads, run.requests.writes)],
    [t('Saved'), t('{0} UTC', time(savedAt))],
  ];
  return [
    `# ${plain(t('Change record: {0} on {1}', run.title, where.instance))}`,
    table(['', ''], rows),
  ].join('\n\n');
}

function planBody({ plan }: ChangeRecord): string {
  if (plan.length === 0) return t('No write: nothing was left to do when it was reviewed.');
  return plan
    .map(
      ({ title, detail, method, path }, index) =>
        `${index + 1}. **${plain(title)}**: ${plain(detail)} (${code(`${method} ${path}`)})`,
    )
    .join('\n');
}

function writesBody({ writes, writesLeftOut }: ChangeRecord): string {
  if (writes.length === 0) return t('None: nothing was left to do, or it ended before the first.');
  const rows = writes.map(({ endedAt, method, path, status, correlationId, step }) => [
    ofDay(endedAt),
    code(`${method} ${path}`),
    status === undefined ? t('no answer') : String(status),
    correlationId === undefined ? '–' : code(correlationId),
    step === undefined ? '–' : plain(step),
  ]);
  const heads = [t('Time (UTC)'), t('Request'), t('Answer'), t('Correlation id'), t('Step')];
  return [
    table(heads, rows),
    ...(writesLeftOut > 0 ? [t('{0} more were sent and are not listed.', writesLeftOut)] : []),
  ].join('\n\n');
}

function changesBody({ changes }: ChangeRecord): string {
  if (changes.length === 0) return t('None that Azure has confirmed.');
  return changes
    .map(({ kind, resourceId, properties }) =>
      [
        `**${changeWords(kind)}** ${code(resourceId)}`,
        ...(properties.length === 0
          ? []
          : [
              table(
                [t('Property'), t('Before'), t('After')],
                properties.map(({ name, before = '', after = '' }) => [
                  code(name),
                  code(before),
                  code(after),
                ]),
              ),
            ]),
      ].join('\n\n'),
    )
    .join('\n\n');
}

function proofBody(proof: RecordedProof): string {
  if ('unreadBecause' in proof) return t('Could not be read: {0}', plain(proof.unreadBecause));
  const rows = proof.checks.map(({ title, state, words, values }) => [
    plain(title),
    findingWords(state),
    plain(words),
    values
      .map(
        ({ label, value, source }) =>
          `${plain(label)}${source === undefined ? '' : ` (${plain(source)})`}: ${code(value)}`,
      )
      .join('<br>'),
  ]);
  return [
    proof.cause === undefined
      ? t('Read at {0} UTC.', time(proof.readAt))
      : t('Read at {0} UTC. The first broken link: {1}.', time(proof.readAt), plain(proof.cause)),
    table([t('Checked'), t('State'), t('Found'), t('Values')], rows),
  ].join('\n\n');
}

/** The record for people: to be attached to a ticket or kept in a repository. */
export function toRecordMarkdown(record: ChangeRecord): string {
  return `${[
    head(record),
    section(t('Plan'), planBody(record)),
    section(t('Steps'), record.steps.map(stepLine).join('\n')),
    section(t('Writes'), writesBody(record)),
    section(t('Changes'), changesBody(record)),
    section(t('Proof'), proofBody(record.proof)),
    t('Values of secrets, tokens and the bodies of requests are not part of this record.'),
  ].join('\n\n')}\n`;
}
