import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { UserFacingError } from '../../core/errors';
import { parseArmId } from '../../core/model/armId';
import { portalAddress } from '../portalAddress';
import { toNode } from './argument';
import type { Command, Deps } from './command';

/** What no name of a resource holds, but what somebody may want a shell or a browser to read. */
const neverInId = /[\p{Cc}\\?#]|\/\.\.?(?:\/|$)/u;

/** Azure's own ids end well before. */
const longestId = 2_000;

/** @throws {UserFacingError} the argument names no resource */
function resourceId(argument: unknown): string {
  const node = toNode(argument);
  const text =
    typeof argument === 'string' ? argument : node?.kind === 'setting' ? node.instanceId : node?.id;
  const parsed = text === undefined ? undefined : parseArmId(text);
  if (!parsed || parsed.id.length > longestId || neverInId.test(parsed.id)) {
    throw new UserFacingError(
      t('This works on a resource. Choose one in “Clusters and Instances”.'),
    );
  }
  return parsed.id;
}

export const copyResourceId = (): Command<'aioSecureSettings.resource.copyId'> => ({
  id: 'aioSecureSettings.resource.copyId',
  title: t('Copy Resource Id'),
  async run(argument) {
    await vscode.env.clipboard.writeText(resourceId(argument));
    vscode.window.setStatusBarMessage(t('Resource id copied'), 5_000);
  },
});

export const openInPortal = ({
  session,
}: Deps): Command<'aioSecureSettings.resource.openInPortal'> => ({
  id: 'aioSecureSettings.resource.openInPortal',
  title: t('Open in Portal'),
  async run(argument) {
    const id = resourceId(argument);
    const address = portalAddress((await session.current()).cloud, id);
    await vscode.env.openExternal(vscode.Uri.parse(address, true));
  },
});
