import { t } from '@vscode/l10n';
import { parseArmId } from './armId';

/** Services to which data flows connect and whose access is granted by role assignments. */
export type TargetKind = 'eventHubs' | 'storage' | 'eventGrid';

export interface FittingRole {
  /** Of the built-in role; its id is asked of Azure. */
  readonly name: string;
  /** What it lets a data flow do. */
  readonly words: string;
}

export const targetTypes: Readonly<Record<TargetKind, string>> = {
  eventHubs: 'Microsoft.EventHub/namespaces',
  storage: 'Microsoft.Storage/storageAccounts',
  eventGrid: 'Microsoft.EventGrid/namespaces',
};

export const targetKinds = Object.keys(targetTypes) as readonly TargetKind[];

/** `Event Hubs namespace`. */
export function targetWords(kind: TargetKind): string {
  switch (kind) {
    case 'eventHubs':
      return t('Event Hubs namespace');
    case 'storage':
      return t('Storage account');
    case 'eventGrid':
      return t('Event Grid namespace');
  }
}

/**
 * The built-in roles with which a data flow uses such a target.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
 */
export function fittingRoles(kind: TargetKind): readonly FittingRole[] {
  switch (kind) {
    case 'eventHubs':
      return [
        { name: 'Azure Event Hubs Data Sender', words: t('data flows send events to it') },
        { name: 'Azure Event Hubs Data Receiver', words: t('data flows receive events from it') },
      ];
    case 'storage':
      return [
        { name: 'Storage Blob Data Contributor', words: t('data flows write and read its blobs') },
      ];
    case 'eventGrid':
      return [
        { name: 'EventGrid TopicSpaces Publisher', words: t('data flows publish to it') },
        { name: 'EventGrid TopicSpaces Subscriber', words: t('data flows subscribe to it') },
      ];
  }
}

/** The kind of a resource, be it a target or something in one; undefined for other services. */
export function targetKindOf(resourceId: string): TargetKind | undefined {
  const type = parseArmId(resourceId)?.type.toLowerCase() ?? '';
  return targetKinds.find((kind) => {
    const own = targetTypes[kind].toLowerCase();
    return type === own || type.startsWith(`${own}/`);
  });
}
