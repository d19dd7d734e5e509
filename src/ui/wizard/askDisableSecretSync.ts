import { t } from '@vscode/l10n';
import type { NodeOf } from '../../core/model/node';
import type { RunChoices } from '../../core/model/run';
import type { Plan } from '../../core/plan/plan';
import {
  prepareDisableSecretSync,
  surveySecretSync,
  type DisableSecretSyncTarget,
} from '../../core/plans/disableSecretSync';
import type { Azure, Cloud, Digest } from '../../core/ports';
import { visible } from '../tree/markdown';
import { askRemoval, whileReading } from './askRemoval';
import type { ReviewBoard } from './reviewPage';
import { askIdentityPage, askVaultPage } from './resourcePages';
import { askAll, into, type WizardStep } from './steps';

export interface DisableSecretSyncQuestion {
  readonly reviews: ReviewBoard;
  readonly cloud: Cloud;
  readonly digest: Digest;
  readonly instance: NodeOf<'instance'>;
  /** Vault and identity of a run that did not come to its end. */
  readonly former: RunChoices;
}

const title = (): string => t('Disable Secret Synchronization');

type Former = Pick<RunChoices, 'vaultId' | 'identityId'>;

/** With what an instance without a provider class once synchronized secrets. */
async function askFormer(
  azure: Azure,
  { id: instanceId, name }: NodeOf<'instance'>,
): Promise<Former | undefined> {
  const page = { title: title(), totalSteps: 2, azure, instanceId };
  const askIdentity: WizardStep<Former> = async (state) =>
    into(
      await askIdentityPage({
        ...page,
        step: 1,
        placeholder: t('No provider class. Choose the identity that {0} used', visible(name)),
        ...(state.identityId === undefined ? {} : { chosenId: state.identityId }),
      }),
      ({ id }) => ({ ...state, identityId: id }),
    );
  const askVault: WizardStep<Former> = async (state) =>
    into(
      await askVaultPage({
        ...page,
        step: 2,
        placeholder: t('Choose the key vault that it used'),
        ...(state.vaultId === undefined ? {} : { chosenId: state.vaultId }),
      }),
      ({ id }) => ({ ...state, vaultId: id }),
    );
  return askAll<Former>({}, [askIdentity, askVault]);
}

/**
 * Shows what is deleted, changed and kept, and lets the user choose and agree. Undefined when
 * dismissed.
 *
 * @throws {UserFacingError} what keeps it from being disabled, before anything was written
 */
export async function askDisableSecretSync({
  reviews,
  cloud,
  digest,
  instance,
  former,
}: DisableSecretSyncQuestion): Promise<Plan | undefined> {
  const { tenantId, id: instanceId, name } = instance;
  const azure = cloud.azure(tenantId);
  const tools = { azure, clock: cloud.clock, digest };
  let target: DisableSecretSyncTarget = { tenantId, instanceId, ...former };
  const survey = () => whileReading((signal) => surveySecretSync(tools, target, { signal }));
  let { parts, hasClass } = await survey();
  if (!hasClass && former.identityId === undefined) {
    const chosen = await askFormer(azure, instance);
    if (!chosen) return undefined;
    target = { ...target, ...chosen };
    ({ parts, hasClass } = await survey());
  }
  return askRemoval({
    reviews,
    title: title(),
    review: t('Review: what is deleted, changed and kept for {0}', visible(name)),
    action: hasClass ? t('Disable') : t('Delete what was left'),
    name,
    parts,
    prepare: (remove, signal) => prepareDisableSecretSync(tools, { ...target, remove }, { signal }),
  });
}
