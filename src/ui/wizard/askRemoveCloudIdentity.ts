import { t } from '@vscode/l10n';
import { parseArmId, sameId } from '../../core/model/armId';
import type { NodeOf } from '../../core/model/node';
import type { RunChoices } from '../../core/model/run';
import type { Plan } from '../../core/plan/plan';
import {
  listAssignedIdentities,
  prepareRemoveCloudIdentity,
  surveyCloudIdentity,
} from '../../core/plans/removeCloudIdentity';
import type { Azure, Cloud } from '../../core/ports';
import { visible } from '../tree/markdown';
import { askRemoval, whileReading } from './askRemoval';
import type { ReviewBoard } from './reviewPage';
import { askIdentityPage } from './resourcePages';
import { pick } from './steps';

export interface RemoveCloudIdentityQuestion {
  readonly reviews: ReviewBoard;
  readonly cloud: Cloud;
  readonly instance: NodeOf<'instance'>;
  /** The identity of a run that did not come to its end. */
  readonly former: RunChoices;
}

const title = (): string => t('Remove Managed Identity');

/** The row that leads to identities that the instance no longer has. */
const another = 'another';

/** One that the instance had: credentials may have been left on it. */
async function askFormer(
  azure: Azure,
  { id: instanceId }: NodeOf<'instance'>,
  placeholder: string,
): Promise<string | undefined> {
  const page = { title: title(), placeholder, step: 1, totalSteps: 1, azure, instanceId };
  const answer = await askIdentityPage(page);
  return answer.kind === 'picked' ? answer.value.id : undefined;
}

/** One of the instance's map, or one that was in it; undefined when dismissed. */
async function askIdentity(
  azure: Azure,
  instance: NodeOf<'instance'>,
  { cloudIdentityId }: RunChoices,
): Promise<string | undefined> {
  const assigned = await whileReading((signal) =>
    listAssignedIdentities(azure, instance.id, { signal }),
  );
  const isFormer =
    cloudIdentityId !== undefined && !assigned.some((id) => sameId(id, cloudIdentityId));
  const known = isFormer ? [...assigned, cloudIdentityId] : assigned;
  if (known.length === 0) {
    return askFormer(
      azure,
      instance,
      t('No identity is assigned. Choose the one that {0} had', visible(instance.name)),
    );
  }
  const answer = await pick<string>({
    title: title(),
    placeholder: t('Choose the managed identity to remove from {0}', visible(instance.name)),
    step: 1,
    totalSteps: 1,
    load: () =>
      Promise.resolve([
        ...known.map((value) => ({
          label: `$(key) ${visible(parseArmId(value)?.name ?? value)}`,
          description: visible(parseArmId(value)?.resourceGroup ?? ''),
          ...(isFormer && value === cloudIdentityId
            ? { detail: t('No longer assigned; the last run did not come to its end') }
            : {}),
          value,
        })),
        {
          label: `$(history) ${t('One that is no longer assigned…')}`,
          detail: t('To look for credentials and roles that were left'),
          value: another,
        },
      ]),
  });
  if (answer.kind !== 'picked') return undefined;
  return answer.value === another
    ? askFormer(azure, instance, t('Choose the managed identity that the instance had'))
    : answer.value;
}

/**
 * Asks which identity, shows what is deleted, changed and kept, and lets the user choose and agree.
 * Undefined when dismissed.
 *
 * @throws {UserFacingError} what keeps it from being removed, before anything was written
 */
export async function askRemoveCloudIdentity({
  reviews,
  cloud,
  instance,
  former,
}: RemoveCloudIdentityQuestion): Promise<Plan | undefined> {
  const { tenantId, id: instanceId, name } = instance;
  const azure = cloud.azure(tenantId);
  const cloudIdentityId = await askIdentity(azure, instance, former);
  if (cloudIdentityId === undefined) return undefined;
  const tools = { azure, clock: cloud.clock };
  const target = { tenantId, instanceId, cloudIdentityId };
  const identityName = visible(parseArmId(cloudIdentityId)?.name ?? cloudIdentityId);
  return askRemoval({
    reviews,
    title: title(),
    review: t('Review: {0} is taken from {1}', identityName, visible(name)),
    action: t('Remove {0}', identityName),
    name,
    parts: await whileReading((signal) => surveyCloudIdentity(tools, target, { signal })),
    prepare: (remove, signal) =>
      prepareRemoveCloudIdentity(tools, { ...target, remove }, { signal }),
  });
}
