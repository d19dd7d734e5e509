import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { ArmError, UserFacingError } from '../../core/errors';
import { parseArmId, parseArmIdOf, resourceTypes } from '../../core/model/armId';
import type { KeptRun } from '../../core/plan/keptRun';
import type { Plan } from '../../core/plan/plan';
import { subjectOf } from '../../core/plan/request';
import type { Runs } from '../../core/plan/runs';
import { isRemoval, prepareRequest, requestTitle } from '../../core/plans/prepareRequest';
import type { Cloud } from '../../core/ports';
import { runInNotification } from '../runInNotification';
import { visible } from '../tree/markdown';
import { askRemoval } from '../wizard/askRemoval';
import { reviewPage } from '../wizard/reviewPage';
import { pick } from '../wizard/steps';
import type { Command, Deps } from './command';
import { requireIdle, runInPanel } from './runInPanel';

const nameOf = (id: string): string => parseArmId(id)?.name ?? id;

/** The date only where it is not today's. */
function whenWords(atMs: number): string {
  const at = new Date(atMs);
  const isToday = at.toDateString() === new Date().toDateString();
  return isToday
    ? at.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' })
    : at.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}

/** The cloud with a token for the run's tenant: who resumes a run agrees to sign in for it. */
async function signedIn({ session }: Deps, tenantId: string): Promise<Cloud> {
  const { cloud } = await session.current();
  try {
    await cloud.azure(tenantId).caller({ signal: new AbortController().signal });
    return cloud;
  } catch (error) {
    if (!ArmError.is(error, 'unauthenticated')) throw error;
  }
  await session.askToSignIn(tenantId);
  return (await session.current()).cloud;
}

/** Plans the run anew from what Azure shows now, and lets the user review it. */
async function review(deps: Deps, cloud: Cloud, { request }: KeptRun): Promise<Plan | undefined> {
  const { digest, apiServers } = deps;
  const name = nameOf(subjectOf(request));
  const title = t('Resume: {0}', requestTitle(request));
  const tools = {
    azure: cloud.azure(request.target.tenantId),
    clock: cloud.clock,
    digest,
    apiServers,
  };
  const placeholder = t('Review: what is left to do for {0}, as Azure shows it now', visible(name));
  if (isRemoval(request)) {
    return askRemoval({
      title,
      review: placeholder,
      action: t('Resume'),
      name,
      // What goes was chosen when the run began.
      parts: [],
      prepare: async (_, signal) => ({
        kept: [],
        cautions: [],
        ...(await prepareRequest(tools, request, { signal })),
      }),
    });
  }
  const answer = await reviewPage({
    title,
    placeholder,
    step: 1,
    totalSteps: 1,
    action: t('Resume'),
    prepare: (signal) => prepareRequest(tools, request, { signal }),
  });
  return answer.kind === 'picked' ? answer.value : undefined;
}

function start({ panels, estate }: Deps, runs: Runs, plan: Plan): Promise<void> {
  if (parseArmIdOf(resourceTypes.instance, plan.subjectId)) return runInPanel(panels, runs, plan);
  return runInNotification(runs, plan).then(() => {
    estate.refresh(undefined);
  });
}

/**
 * Reviews one run after the other and lets each go on by itself; ends when all have ended, or with
 * the first review that is dismissed.
 *
 * @throws {UserFacingError} simulated Azure is shown, or a run works on the same resource
 */
async function resume(deps: Deps, kept: readonly KeptRun[]): Promise<void> {
  const { session } = deps;
  if (session.isSimulated) {
    throw new UserFacingError(
      t('These runs belong to your own Azure. Stop simulated Azure first, then resume them.'),
    );
  }
  const started: Promise<void>[] = [];
  for (const run of kept) {
    const cloud = await signedIn(deps, run.request.target.tenantId);
    const { runs } = await session.current();
    const id = subjectOf(run.request);
    await requireIdle(runs, { id, name: nameOf(id) });
    const plan = await review(deps, cloud, run);
    if (!plan) break;
    const work = start(deps, runs, plan);
    // Told at the end, with the others.
    work.catch(() => undefined);
    started.push(work);
  }
  await Promise.all(started);
}

/** Those that were interrupted; one of them goes on, or all are forgotten. */
export const reviewInterrupted = (deps: Deps): Command<'aioSecureSettings.runs.review'> => ({
  id: 'aioSecureSettings.runs.review',
  title: t('Review Interrupted Runs'),
  async run() {
    const kept = await deps.kept.interrupted();
    if (kept.length === 0) {
      void vscode.window.showInformationMessage(t('No run was interrupted.'));
      return;
    }
    const answer = await pick<KeptRun | 'forget'>({
      title: t('Interrupted Runs'),
      placeholder: t('Choose a run to plan anew from what Azure shows now'),
      step: 1,
      totalSteps: 1,
      load: () =>
        Promise.resolve([
          ...kept.map((run) => ({
            label: `$(debug-continue) ${requestTitle(run.request)}`,
            description: visible(nameOf(subjectOf(run.request))),
            detail: t(
              'Started {0}. How far it got is read from Azure.',
              whenWords(run.startedAtMs),
            ),
            value: run,
          })),
          {
            label: `$(trash) ${kept.length === 1 ? t('Forget it') : t('Forget all of them')}`,
            detail: t('Only the note is removed: Azure stays as it is.'),
            value: 'forget' as const,
          },
        ]),
    });
    if (answer.kind !== 'picked') return;
    if (answer.value !== 'forget') return resume(deps, [answer.value]);
    await Promise.all(kept.map(({ runId }) => deps.kept.forget(runId)));
  },
});

/** All that were interrupted, one review after the other. */
export const resumeInterrupted = (deps: Deps): Command<'aioSecureSettings.runs.resume'> => ({
  id: 'aioSecureSettings.runs.resume',
  title: t('Resume Interrupted Runs'),
  async run() {
    const kept = await deps.kept.interrupted();
    if (kept.length === 0) throw new UserFacingError(t('No run was interrupted.'));
    await resume(deps, kept);
  },
});
