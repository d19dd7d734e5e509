import { beforeEach, describe, expect, it } from 'vitest';
import type { KeptRun } from '../../../src/core/plan/keptRun';
import type { PanelAction, PanelSubject } from '../../../src/protocol/panel';
import { ErrorBoundary } from '../../../src/ui/commands/boundary';
import { InterruptedRuns } from '../../../src/ui/kept/interruptedRuns';
import { createPanelActions, type PanelActionsOptions } from '../../../src/ui/panels/panelActions';
import { aKeptRun, aRequest, requestIds } from '../../builders/requests';
import { RecordingLog } from '../../fakes/recordingLog';
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

describe('the button at a review', () => {
  it('leads to where it is answered', async () => {
    const { press, commands } = await buttonsBefore();
    await press('answerReview');
    expect(host.executed).toEqual([{ command: 'workbench.action.focusQuickOpen', args: [] }]);
    expect(commands).toEqual([]);
  });
});
