import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { UserFacingError } from '../../core/errors';
import type { SimulatedFault } from '../clouds';
import type { Command, Deps } from './command';

export const startSimulation = ({
  session,
}: Deps): Command<'aioSecureSettings.simulation.start'> => ({
  id: 'aioSecureSettings.simulation.start',
  title: t('Explore with Simulated Azure'),
  async run() {
    session.startSimulation();
    await vscode.commands.executeCommand('aioSecureSettings.clusters.focus');
  },
});

export const stopSimulation = ({
  session,
}: Deps): Command<'aioSecureSettings.simulation.stop'> => ({
  id: 'aioSecureSettings.simulation.stop',
  title: t('Leave Simulated Azure'),
  run() {
    session.stopSimulation();
  },
});

const faults = (): readonly (vscode.QuickPickItem & { readonly fault: SimulatedFault })[] => [
  {
    label: t('Refuse the next write'),
    detail: t('The permission is missing: 403 AuthorizationFailed'),
    fault: 'refuseNextWrite',
  },
  {
    label: t('Let the next operation fail'),
    detail: t('The write is accepted, then ends as Failed'),
    fault: 'failNextOperation',
  },
  {
    label: t('Lose the answer of the next write'),
    detail: t('It is carried out, but nobody hears of it'),
    fault: 'loseNextAnswer',
  },
  {
    label: t('Throttle'),
    detail: t('The next readings are answered 429 with Retry-After'),
    fault: 'throttle',
  },
  {
    label: t('Be unavailable for writes'),
    detail: t('503 until the extension gives up'),
    fault: 'unavailable',
  },
];

/** Lets people practise what to do when something goes wrong. */
export const simulateFault = ({
  session,
}: Deps): Command<'aioSecureSettings.simulation.fault'> => ({
  id: 'aioSecureSettings.simulation.fault',
  title: t('Simulate a Fault'),
  async run() {
    const simulation = await session.simulation();
    if (!simulation) {
      throw new UserFacingError(t('Faults can only be simulated in simulated Azure.'));
    }
    const choice = await vscode.window.showQuickPick(faults(), {
      title: t('Simulate a Fault'),
      placeHolder: t('What is to go wrong next'),
    });
    if (!choice) return;
    simulation.fail(choice.fault);
    vscode.window.setStatusBarMessage(t('Next: {0}', choice.label), 5_000);
  },
});
