import { t } from '@vscode/l10n';
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { UserFacingError } from '../../core/errors';
import { becauseOf } from '../../core/explain';
import type { NodeOf } from '../../core/model/node';
import type { RunSnapshot } from '../../core/model/run';
import type { Cloud } from '../../core/ports';
import { recordFileName, toChangeRecord, type ChangeRecord } from '../../core/record/changeRecord';
import { toRecordJson } from '../../core/record/recordJson';
import { toRecordMarkdown } from '../../core/record/recordMarkdown';
import { verifyInstance } from '../../core/verify/verify';
import { visible } from '../tree/markdown';
import { askAll, into, pick, type Answer, type WizardStep } from '../wizard/steps';
import { typeText } from '../wizard/typeText';
import type { Command, Deps } from './command';
import { instanceOf } from './pickInstance';

interface Wanted {
  readonly run?: RunSnapshot;
  readonly who: string;
}

function outcomeWords({ outcome }: RunSnapshot): string {
  switch (outcome) {
    case 'running':
      return t('still running');
    case 'succeeded':
      return t('succeeded');
    case 'failed':
      return t('failed');
    case 'cancelled':
      return t('cancelled');
    case 'unknown':
      return t('end not known');
  }
}

const writesWords = ({ requests: { writes } }: RunSnapshot): string =>
  writes === 1 ? t('1 write') : t('{0} writes', writes);

const askRun = (
  title: string,
  runs: readonly RunSnapshot[],
  totalSteps: number,
): Promise<Answer<RunSnapshot>> =>
  pick<RunSnapshot>({
    title,
    placeholder: t('Choose a run of this window'),
    step: 1,
    totalSteps,
    load: () =>
      Promise.resolve(
        runs.map((value) => ({
          label: visible(value.title),
          description: `${outcomeWords(value)} · ${writesWords(value)}`,
          detail: new Date(value.startedAtMs).toLocaleString(vscode.env.language),
          value,
        })),
      ),
  });

/** What keeps a text from standing in the record as who made the change. */
export function whoProblem(text: string): string | undefined {
  if (text.length > 200) return t('At most 200 characters');
  return /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(text)
    ? t('Type one line without control characters.')
    : undefined;
}

const askWho = (title: string, who: string, step: number): Promise<Answer<string>> =>
  typeText({
    title,
    prompt: t('Who made the change, or for which ticket? Leave it empty to leave it out.'),
    value: who,
    step,
    totalSteps: step,
    problem: whoProblem,
  });

/** Reads how things are now. What keeps it from being read is put into the record instead. */
async function readProof(
  { apiServers }: Deps,
  cloud: Cloud,
  { id: instanceId, tenantId }: NodeOf<'instance'>,
): Promise<Parameters<typeof toChangeRecord>[0]['proof']> {
  try {
    const tools = { azure: cloud.azure(tenantId), clock: cloud.clock, apiServers };
    const { signal } = new AbortController();
    return await verifyInstance(tools, { tenantId, instanceId }, { signal });
  } catch (error) {
    return { unreadBecause: becauseOf(error) };
  }
}

/** Where files of this window usually go. */
const usualFolder = (): vscode.Uri =>
  vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir());

async function save(record: ChangeRecord): Promise<void> {
  const uri = await vscode.window.showSaveDialog({
    title: t('Save Change Record'),
    defaultUri: vscode.Uri.joinPath(usualFolder(), `${recordFileName(record)}.md`),
    filters: { Markdown: ['md'], JSON: ['json'] },
  });
  if (!uri) return;
  const text = uri.path.toLowerCase().endsWith('.json')
    ? toRecordJson(record)
    : toRecordMarkdown(record);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  const open = t('Open');
  const answer = await vscode.window.showInformationMessage(t('The change record is saved.'), open);
  if (answer === open) await vscode.window.showTextDocument(uri);
}

/** Writes down what a run has changed, for a ticket or an audit: Markdown or JSON, without secrets. */
export const saveRecord = (deps: Deps): Command<'aioSecureSettings.instance.saveRecord'> => ({
  id: 'aioSecureSettings.instance.saveRecord',
  title: t('Save Change Record'),
  async run(argument) {
    const instance = await instanceOf(argument, deps.estate);
    if (!instance) return;
    const { cloud, runs } = await deps.session.current();
    const history = runs.history(instance.id);
    const [latest] = history;
    if (!latest) {
      throw new UserFacingError(
        t(
          'Nothing was run on {0} since this window was opened, so there is nothing to write down.',
          instance.name,
        ),
      );
    }
    const title = t('Save Change Record: {0}', visible(instance.name));
    const steps: WizardStep<Wanted>[] = [
      ...(history.length > 1
        ? [
            async (state: Wanted) =>
              into(await askRun(title, history, 2), (run) => ({ ...state, run })),
          ]
        : []),
      async (state) =>
        into(await askWho(title, state.who, Math.min(history.length, 2)), (who) => ({
          ...state,
          who,
        })),
    ];
    const proof = readProof(deps, cloud, instance);
    const wanted = await askAll<Wanted>({ who: '' }, steps);
    if (!wanted) return;
    await save(
      toChangeRecord({
        run: wanted.run ?? latest,
        tenantId: instance.tenantId,
        isSimulated: cloud.isSimulated,
        savedAtMs: cloud.clock.now(),
        who: wanted.who,
        proof: await proof,
      }),
    );
  },
});
