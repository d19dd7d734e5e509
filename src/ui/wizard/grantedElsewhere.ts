import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { UserFacingError } from '../../core/errors';
import type { Azure } from '../../core/ports';
import { documentationOrigin } from '../../protocol/panel';
import { visible } from '../tree/markdown';
import type { NamedIdentity } from './assignedIdentityPage';
import { pick, type Answer, type PickItem } from './steps';

/** Services that grant access by themselves, not by role assignments of Azure. */
export const elsewheres = ['dataExplorer', 'fabric'] as const;
export type Elsewhere = (typeof elsewheres)[number];

interface Place {
  readonly label: string;
  readonly description: string;
  /** What has to be done there, for an identity of that name. */
  readonly todo: (identity: string) => string;
  readonly page: string;
  readonly portal: { readonly label: string; readonly url: string };
}

function placeOf(elsewhere: Elsewhere): Place {
  const pages = `${documentationOrigin}/azure/iot-operations/connect-to-cloud`;
  switch (elsewhere) {
    case 'dataExplorer':
      return {
        label: t('Azure Data Explorer…'),
        description: t('grants access in the database'),
        todo: (identity) =>
          t('Give {0} the role Ingestor in the permissions of the database', identity),
        page: `${pages}/howto-configure-adx-endpoint`,
        portal: {
          label: t('Open the Clusters in the Portal'),
          url: 'https://portal.azure.com/#browse/Microsoft.Kusto%2Fclusters',
        },
      };
    case 'fabric':
      return {
        label: t('Microsoft Fabric…'),
        description: t('grants access in the workspace'),
        todo: (identity) =>
          t('Give {0} the role Contributor under “Manage access” of the workspace', identity),
        page: `${pages}/howto-configure-fabric-endpoint`,
        portal: { label: t('Open Microsoft Fabric'), url: 'https://app.fabric.microsoft.com' },
      };
  }
}

export function elsewhereWords(
  elsewhere: Elsewhere,
): Pick<vscode.QuickPickItem, 'label' | 'description'> {
  const { label, description } = placeOf(elsewhere);
  return { label: `$(link-external) ${label}`, description };
}

export interface ElsewhereOptions {
  readonly title: string;
  readonly step: number;
  readonly totalSteps: number;
  readonly azure: Azure;
  readonly isSimulated: boolean;
  readonly identity: NamedIdentity;
}

type Action = 'portal' | 'page' | 'copy';

async function copyClientId({ azure, identity }: ElsewhereOptions): Promise<void> {
  const found = await azure.identities.find(identity.id, { signal: new AbortController().signal });
  if (!found) {
    throw new UserFacingError(t('{0} no longer exists. Refresh the tree.', identity.name));
  }
  await vscode.env.clipboard.writeText(found.clientId);
  vscode.window.setStatusBarMessage(t('Client id copied'), 5_000);
}

/** Says where the service grants access, and opens that page. It ends the wizard, or leads back. */
export async function askElsewhere(
  elsewhere: Elsewhere,
  options: ElsewhereOptions,
): Promise<Answer<never>> {
  const { todo, page, portal } = placeOf(elsewhere);
  const { identity, isSimulated } = options;
  const open = (url: string): Thenable<boolean> =>
    vscode.env.openExternal(vscode.Uri.parse(url, true));
  const copyItem: PickItem<Action> = {
    label: `$(copy) ${t('Copy the Client Id')}`,
    description: visible(identity.name),
    value: 'copy',
  };
  const portalItem: PickItem<Action> = isSimulated
    ? { label: `$(info) ${t('Simulated Azure has no portal')}` }
    : { label: `$(link-external) ${portal.label}`, value: 'portal' };
  for (;;) {
    const answer = await pick<Action>({
      title: options.title,
      placeholder: todo(visible(identity.name)),
      step: options.step,
      totalSteps: options.totalSteps,
      load: () =>
        Promise.resolve([
          copyItem,
          portalItem,
          {
            label: `$(book) ${t('Read How to Do It')}`,
            description: new URL(page).host,
            value: 'page' as const,
          },
        ]),
    });
    if (answer.kind !== 'picked') return answer;
    if (answer.value === 'copy') {
      await copyClientId(options);
      continue;
    }
    await open(answer.value === 'portal' ? portal.url : page);
    return { kind: 'dismissed' };
  }
}
