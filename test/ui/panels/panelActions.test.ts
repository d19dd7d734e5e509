import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { KeptRun } from '../../../src/core/plan/keptRun';
import { prepareEnableSecretSync } from '../../../src/core/plans/enableSecretSync';
import type { PanelAction, PanelSubject } from '../../../src/protocol/panel';
import { ErrorBoundary } from '../../../src/ui/commands/boundary';
import { InterruptedRuns } from '../../../src/ui/kept/interruptedRuns';
import { createPanelActions, type PanelActionsOptions } from '../../../src/ui/panels/panelActions';
import { loadSdks } from '../../builders/azure';
import { aKeptRun, aRequest, requestIds } from '../../builders/requests';
import { RecordingLog } from '../../fakes/recordingLog';
import { simulatedPlans } from '../../fakes/simulatedPlans';
import { host } from '../../fakes/vscode';

beforeEach(() => {
  host.reset();
});

const subject: PanelSubject = {
  tenantId: 't',
  instanceId: requestIds.instance,
  isSimulated: false,
};

/** The buttons of a panel before some interrupted runs. */
async function buttonsBefore(...kept: readonly KeptRun[]) {
  let left = kept;
  const interrupted = new InterruptedRuns({
    interrupted: () => Promise.resolve(left),
    forget: (id) => {
      left = left.filter(({ runId }) => runId !== id);
      return Promise.resolve();
    },
  });
  await interrupted.interrupted();
  const commands: unknown[] = [];
  const actions = createPanelActions({
    boundary: new ErrorBoundary(
      new RecordingLog(),
      () => undefined,
      () => Promise.resolve(),
    ),
    interrupted,
    run: (id: string, args: readonly unknown[]) => {
      commands.push([id, ...args]);
      return Promise.resolve();
    },
  } as unknown as PanelActionsOptions);
  return {
    press: (action: PanelAction) => actions[action](subject),
    commands,
    left: () => left.map(({ runId }) => runId),
  };
}

const other = aKeptRun({ runId: 'run-2', request: aRequest('repairList') });

describe('the buttons at an interrupted run', () => {
  it('review it by the command, with the panel’s own instance', async () => {
    const { press, commands, left } = await buttonsBefore(aKeptRun());
    await press('reviewInterrupted');
    expect(commands).toEqual([['aioSecureSettings.runs.review', requestIds.instance]]);
    expect(left()).toEqual(['run-1']);
  });

  it('forget the only one', async () => {
    const { press, commands, left } = await buttonsBefore(aKeptRun());
    await press('forgetInterrupted');
    expect(left()).toEqual([]);
    expect(commands).toEqual([]);
  });

  it('ask which of several is forgotten', async () => {
    const { press, commands, left } = await buttonsBefore(aKeptRun(), other);
    await press('forgetInterrupted');
    expect(commands).toEqual([['aioSecureSettings.runs.review', requestIds.instance]]);
    expect(left()).toEqual(['run-1', 'run-2']);
  });
});

/** A run at Hamburg that was cancelled while Azure went on with what it had accepted. */
async function cancelledUnderWay() {
  const azure = simulatedPlans({ scenario: 'factory' });
  const { clock, context, runs } = azure;
  const found = await clock.run(azure.instance('aio-hamburg-01'));
  const { tenantId, instanceId, tools } = found;
  const target = {
    tenantId,
    instanceId,
    vaultId: found.vault('kv-hamburg-plant'),
    identityId: found.identity('id-hamburg-secrets'),
  };
  const prepared = await clock.run(prepareEnableSecretSync(tools, target, context));
  const cancelAtWrite = runs.onDidChange(({ runId, steps }) => {
    const step = steps.find(({ id }) => id === 'defaultReference');
    if (step?.exchange && step.exchange.method === 'PUT') runs.cancel(runId);
  });
  const { run } = await clock.run(azure.run(prepared));
  cancelAtWrite.dispose();
  expect(run.outcome).toBe('cancelled');
  const instance = azure.simulator.world.resources.get(instanceId);
  expect(instance?.body).not.toHaveProperty('properties.provisioningState', 'Succeeded');
  const actions = createPanelActions({
    boundary: new ErrorBoundary(
      new RecordingLog(),
      () => undefined,
      () => Promise.resolve(),
    ),
    session: { current: () => Promise.resolve({ cloud: azure.cloud, runs }) },
    reviews: { show: () => undefined },
  } as unknown as PanelActionsOptions);
  return {
    azure,
    instanceId,
    press: (action: PanelAction) =>
      clock.run(actions[action]({ tenantId, instanceId, isSimulated: false })),
  };
}

describe('a cancelled run whose write Azure still carries out', () => {
  beforeAll(loadSdks);

  it('is retried when that has ended', async () => {
    const { azure, instanceId, press } = await cancelledUnderWay();
    await press('retry');
    expect(host.progress).toEqual([
      'Azure is still changing instances/aio-hamburg-01. The run goes on when that has ended.',
    ]);
    expect(azure.runs.latest(instanceId)?.failure).toBeUndefined();
    expect(azure.runs.latest(instanceId)?.outcome).toBe('succeeded');
  });

  it('is retried once when the button is pressed twice', async () => {
    const { azure, instanceId, press } = await cancelledUnderWay();
    await Promise.all([press('retry'), press('retry')]);
    expect(azure.runs.history(instanceId).map(({ outcome }) => outcome)).toEqual([
      'succeeded',
      'cancelled',
    ]);
    expect(host.messages).toEqual([]);
  });
});

describe('the button at a review', () => {
  it('leads to where it is answered', async () => {
    const { press, commands } = await buttonsBefore();
    await press('answerReview');
    expect(host.executed).toEqual([{ command: 'workbench.action.focusQuickOpen', args: [] }]);
    expect(commands).toEqual([]);
  });
});
