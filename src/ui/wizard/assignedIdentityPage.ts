import { t } from '@vscode/l10n';
import { listAssignedIdentities } from '../../core/discover/assignedIdentities';
import { UserFacingError } from '../../core/errors';
import { parseArmId, shortPath } from '../../core/model/armId';
import type { Azure } from '../../core/ports';
import { visible } from '../tree/markdown';
import { pick, type Answer } from './steps';

/** An identity as far as a page needs to know it. */
export interface NamedIdentity {
  readonly id: string;
  readonly name: string;
}

/** One of the identities that are assigned to the instance; the first one is under the Enter key. */
export const askAssignedIdentityPage = (options: {
  readonly title: string;
  readonly placeholder: string;
  readonly totalSteps: number;
  readonly azure: Azure;
  readonly instanceId: string;
}): Promise<Answer<NamedIdentity>> =>
  pick<NamedIdentity>({
    title: options.title,
    placeholder: options.placeholder,
    step: 1,
    totalSteps: options.totalSteps,
    load: async (signal) => {
      const { azure, instanceId } = options;
      const assigned = await listAssignedIdentities(azure, instanceId, { signal });
      if (assigned.length === 0) {
        throw new UserFacingError(
          t(
            'No managed identity is assigned to {0}. Assign one first with “Assign Managed Identity for Cloud Connections…”.',
            parseArmId(instanceId)?.name ?? shortPath(instanceId),
          ),
        );
      }
      return assigned.map((value) => ({
        label: visible(value.name),
        description: visible(value.resourceGroup),
        value,
      }));
    },
  });
