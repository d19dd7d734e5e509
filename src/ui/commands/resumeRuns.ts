import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { ArmError, UserFacingError } from '../../core/errors';
import { parseArmId, parseArmIdOf, resourceTypes } from '../../core/model/armId';
import type { KeptRun } from '../../core/plan/keptRun';
import type { Plan, PreparedPlan } from '../../core/plan/plan';
import { subjectOf, type PlanRequest } from '../../core/plan/request';
import type { Runs } from '../../core/plan/runs';
import { prepareRequest, requestTitle, type PlanTools } from '../../core/plans/prepareRequest';
import type { Cloud } from '../../core/ports';
import { ofSubject } from '../kept/interruptedRuns';
import { whenWords } from '../kept/whenWords';
import { runInNotification } from '../runInNotification';
import { visible } from '../tree/markdown';
import { awaitBeforeReview } from '../underWay';
import { pickMany } from '../wizard/pickMany';
import { reviewAnew } from '../wizard/reviewAnew';
import { pick } from '../wizard/steps';
import { instanceAmong } from './argument';
import type { Command, Deps } from './command';
import { requireIdle, runInPanel } from './runInPanel';

const nameOf = (id: string): string => parseArmId(id)?.name ?? id;

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

/** Plans it as soon as Azure has ended what the run had it accept. */
async function prepareAnew(
  tools: PlanTools,
  request: PlanRequest,
  signal: AbortSignal,
): Promise<PreparedPlan> {
  await awaitBeforeReview(tools, request, signal);
  return prepareRequest(tools, request, { signal });
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
  return reviewAnew({
    reviews: deps.reviews,
    title,
    placeholder: t('Review: what is left to do for {0} now', visible(name)),
    action: t('Resume'),
    name,
    planId: request.planId,
    prepare: (signal) => prepareAnew(tools, request, signal),
  });
}

function start({ panels, estate }: Deps, cloud: Cloud, runs: Runs, plan: Plan): Promise<void> {
  if (parseArmIdOf(resourceTypes.instance, plan.subjectId)) return runInPanel(panels, runs, plan);
  return runInNotification(runs, plan, cloud.clock).then(() => {
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
    const work = start(deps, cloud, runs, plan);
    // Told at the end, with the others.
    work.catch(() => undefined);
    started.push(work);
  }
  await Promise.all(started);
}

const toRow = (run: KeptRun) => ({
  label: requestTitle(run.request),
  description: visible(nameOf(subjectOf(run.request))),
  detail: t('Started {0}. How far it got is read from Azure.', whenWords(run.startedAtMs)),
});

const listTitle = (): string => t('Interrupted Runs');

/** Which of several are forgotten. */
async function forgetSome({ kept }: Deps, runs: readonly KeptRun[]): Promise<void> {
  const answer = await pickMany({
    title: listTitle(),
    placeholder: t('Tick the runs to forget; nothing changes in Azure'),
    step: 1,
    totalSteps: 1,
    items: runs.map((run) => ({ ...toRow(run), value: run, isTicked: false })),
  });
  if (answer.kind === 'picked') await kept.forget(answer.value);
}

type Wish = { readonly resume: KeptRun } | 'forgetSome' | 'forgetAll';

/** One of the runs goes on, or what the user chooses of them is forgotten. */
async function chooseAmong(deps: Deps, runs: readonly KeptRun[]): Promise<void> {
  const isOne = runs.length === 1;
  const detail = t('Only the note is removed: Azure stays as it is.');
  const answer = await pick<Wish>({
    title: listTitle(),
    placeholder: t('Choose a run to plan anew from what Azure shows now'),
    step: 1,
    totalSteps: 1,
    load: () =>
      Promise.resolve([
        ...runs.map((run) => {
          const row = toRow(run);
          return { ...row, label: `$(debug-continue) ${row.label}`, value: { resume: run } };
        }),
        ...(isOne
          ? []
          : [
              {
                label: `$(trash) ${t('Forget some of them…')}`,
                detail,
                value: 'forgetSome' as const,
              },
            ]),
        {
          label: `$(trash) ${isOne ? t('Forget it') : t('Forget all of them')}`,
          detail,
          value: 'forgetAll' as const,
        },
      ]),
  });
  if (answer.kind !== 'picked') return;
  switch (answer.value) {
    case 'forgetSome':
      return forgetSome(deps, runs);
    case 'forgetAll':
      return deps.kept.forget(runs);
    default:
      return resume(deps, [answer.value.resume]);
  }
}

/** @throws {UserFacingError} it is no instance */
function requireInstanceId(argument: unknown): string {
  const id = instanceAmong(argument);
  if (id !== undefined) return id;
  throw new UserFacingError(
    t('Runs are kept by their instance. Open its panel, or call this without an argument.'),
  );
}

/** Those that were interrupted; with an instance its own, and the only one of it at once. */
export const reviewInterrupted = (deps: Deps): Command<'aioSecureSettings.runs.review'> => ({
  id: 'aioSecureSettings.runs.review',
  title: t('Review Interrupted Runs'),
  async run(argument) {
    const all = await deps.kept.interrupted();
    if (argument === undefined) {
      if (all.length > 0) return chooseAmong(deps, all);
      void vscode.window.showInformationMessage(t('No run was interrupted.'));
      return;
    }
    const id = requireInstanceId(argument);
    const runs = ofSubject(all, id);
    if (runs.length === 0) {
      throw new UserFacingError(t('No run on {0} is interrupted any more.', nameOf(id)));
    }
    return runs.length === 1 ? resume(deps, runs) : chooseAmong(deps, runs);
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
