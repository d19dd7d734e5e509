import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { listAssignedIdentities } from '../../core/discover/assignedIdentities';
import { listIdentities, type Choice } from '../../core/discover/choices';
import { UserFacingError } from '../../core/errors';
import { parseArmId, sameId, shortPath } from '../../core/model/armId';
import type { Azure } from '../../core/ports';
import { visible } from '../tree/markdown';
import { pick, type Answer, type PickItem } from './steps';

/** An identity as far as a page needs to know it. */
export interface NamedIdentity {
  readonly id: string;
  readonly name: string;
}

export interface AssignedIdentityOptions {
  readonly title: string;
  readonly placeholder: string;
  readonly step: number;
  readonly totalSteps: number;
  readonly azure: Azure;
  readonly instanceId: string;
  /** What was chosen before. */
  readonly chosenId?: string;
}

const toItem = (value: Choice): PickItem<NamedIdentity> => ({
  label: visible(value.name),
  description: visible(value.resourceGroup),
  value,
});

const ask = (
  options: AssignedIdentityOptions,
  load: (signal: AbortSignal) => Promise<readonly PickItem<NamedIdentity>[]>,
): Promise<Answer<NamedIdentity>> => {
  const { title, placeholder, step, totalSteps, chosenId } = options;
  return pick<NamedIdentity>({
    title,
    placeholder,
    step,
    totalSteps,
    isActive: ({ id }) => chosenId !== undefined && sameId(id, chosenId),
    load,
  });
};

/**
 * One of the identities that are assigned to the instance; the first one is under the Enter key.
 *
 * @throws {UserFacingError} none is assigned
 */
export const askAssignedIdentityPage = (
  options: AssignedIdentityOptions,
): Promise<Answer<NamedIdentity>> =>
  ask(options, async (signal) => {
    const { azure, instanceId } = options;
    const assigned = await listAssignedIdentities(azure, instanceId, { signal });
    if (assigned.length > 0) return assigned.map(toItem);
    throw new UserFacingError(
      t(
        'No managed identity is assigned to {0}. Assign one first with “Assign Managed Identity for Cloud Connections…”.',
        parseArmId(instanceId)?.name ?? shortPath(instanceId),
      ),
    );
  });

/** Any identity: those that are assigned to the instance first, the others with what they lack. */
export const askConnectionIdentityPage = (
  options: AssignedIdentityOptions,
): Promise<Answer<NamedIdentity>> =>
  ask(options, async (signal) => {
    const { azure, instanceId } = options;
    const [assigned, all] = await Promise.all([
      listAssignedIdentities(azure, instanceId, { signal }),
      listIdentities(azure, { signal }),
    ]);
    const others = all.filter((choice) => !assigned.some(({ id }) => sameId(id, choice.id)));
    const heading = (label: string): PickItem<NamedIdentity> => ({
      label,
      kind: vscode.QuickPickItemKind.Separator,
    });
    const near = parseArmId(instanceId)?.resourceGroup.toLowerCase();
    const rank = ({ resourceGroup }: Choice): number =>
      resourceGroup.toLowerCase() === near ? 0 : 1;
    return [
      ...(assigned.length > 0 ? [heading(t('assigned to the instance'))] : []),
      ...assigned.map(toItem),
      heading(t('not assigned to the instance: data flows cannot log in with it yet')),
      ...others.sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name)).map(toItem),
    ];
  });
