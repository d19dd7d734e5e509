import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { parseArmId } from '../../core/model/armId';
import { booleanAt, stringAt } from '../../core/model/json';
import type { NeededPermission } from '../../core/permissions';
import type { Runs } from '../../core/plan/runs';
import { readPrerequisites } from '../../core/prerequisites/readPrerequisites';
import { refusedStep, toAccessRequest, type AccessRequest } from '../../core/request/accessRequest';
import { requestText } from '../../core/request/requestText';
import { visible } from '../tree/markdown';
import type { Command, Deps } from './command';
import { instanceOf } from './pickInstance';

function copiedWords({ grants, registrations }: AccessRequest): string {
  const parts = [
    ...(grants.length === 0
      ? []
      : [grants.length === 1 ? t('1 role') : t('{0} roles', grants.length)]),
    ...(registrations.length === 0
      ? []
      : [
          registrations.length === 1
            ? t('1 resource provider')
            : t('{0} resource providers', registrations.length),
        ]),
  ];
  return t('The request is copied: {0}.', parts.join(', '));
}

/** What the last run on the instance was found to lack. */
const lackingIn = (runs: Runs, instanceId: string): readonly NeededPermission[] =>
  runs.latest(instanceId)?.failure?.lacking ?? [];

/**
 * Copies what an administrator has to grant, as text for a ticket, with the lines that grant it.
 *
 * @param lacking what was just found to lack, beyond what the secure settings need
 */
export async function copyRequestFor(
  { session, estate }: Pick<Deps, 'session' | 'estate'>,
  argument: unknown,
  lacking: readonly NeededPermission[],
): Promise<void> {
  const instance = await instanceOf(argument, estate);
  if (!instance) return;
  const { tenantId, id: instanceId, name: instanceName } = instance;
  const { cloud, runs } = await session.current();
  const azure = cloud.azure(tenantId);
  const abort = new AbortController();
  const read = vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: t('Looking at your permissions for {0}', visible(instanceName)),
      cancellable: true,
    },
    (_, token) => {
      token.onCancellationRequested(() => {
        abort.abort();
      });
      const context = { signal: abort.signal };
      return Promise.all([
        azure.caller(context),
        readPrerequisites(azure, cloud.clock, { tenantId, instanceId }, context),
      ]);
    },
  );
  const [caller, { steps }] = await read;
  const refused = refusedStep(steps, [...lacking, ...lackingIn(runs, instanceId)]);
  const request = toAccessRequest({
    instanceName,
    instanceId,
    tenantId,
    caller,
    steps: [...steps, refused],
  });
  if (!request) {
    await vscode.window.showInformationMessage(
      t(
        'Your account is allowed all that the secure settings of {0} need now. There is nothing to ask for.',
        visible(instanceName),
      ),
    );
    return;
  }
  const content = requestText(request);
  await vscode.env.clipboard.writeText(content);
  const show = t('Show');
  const answer = await vscode.window.showInformationMessage(copiedWords(request), show);
  if (answer !== show) return;
  await vscode.window.showTextDocument(
    await vscode.workspace.openTextDocument({ content, language: 'plaintext' }),
  );
}

const actions = /^[\w.]+(?:\/\w+)+$/;
const mostLacking = 200;

/** Anybody may call a command with anything. */
function toLacking(value: unknown): readonly NeededPermission[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, mostLacking).flatMap((each: unknown) => {
    const action = stringAt(each, 'action') ?? '';
    const scope = stringAt(each, 'scope') ?? '';
    const isScope = parseArmId(scope) !== undefined || /^\/subscriptions\/[\w/.()-]+$/.test(scope);
    if (!actions.test(action) || !isScope) return [];
    return [
      {
        action,
        scope,
        ...(stringAt(each, 'plane') === 'data' ? { plane: 'data' } : {}),
        ...(booleanAt(each, 'isUnrestricted') ? { isUnrestricted: true } : {}),
      },
    ];
  });
}

/** Copies a request for what the secure settings and the last run of an instance need. */
export const copyRequest = (deps: Deps): Command<'aioSecureSettings.instance.copyRequest'> => ({
  id: 'aioSecureSettings.instance.copyRequest',
  title: t('Copy Request for Your Administrator'),
  run: (argument, lacking) => copyRequestFor(deps, argument, toLacking(lacking)),
});
