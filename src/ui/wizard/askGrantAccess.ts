import { t } from '@vscode/l10n';
import { listTargetRoles, type TargetRole } from '../../core/discover/targetRoles';
import type { NodeOf } from '../../core/model/node';
import type { Plan } from '../../core/plan/plan';
import { prepareGrantAccess } from '../../core/plans/grantAccess';
import type { Cloud, Digest } from '../../core/ports';
import { visible } from '../tree/markdown';
import { askAssignedIdentityPage, type NamedIdentity } from './assignedIdentityPage';
import { reviewPage, type ReviewBoard } from './reviewPage';
import { askAll, into, pick, type WizardStep } from './steps';
import { askTargetPage, type ChosenTarget } from './targetPage';

interface State {
  readonly identity?: NamedIdentity;
  readonly resource?: ChosenTarget;
  readonly role?: TargetRole;
  readonly plan?: Plan;
}

const title = (): string => t('Grant Access to a Cloud Resource');
const totalSteps = 4;

/**
 * Asks who gets which role where, then shows the one write. Undefined when dismissed, and where
 * access is granted elsewhere.
 *
 * @throws {UserFacingError} what keeps it from being granted, before anything was written
 */
export async function askGrantAccess(
  cloud: Cloud,
  digest: Digest,
  { id: instanceId, tenantId, name }: NodeOf<'instance'>,
  reviews: ReviewBoard,
): Promise<Plan | undefined> {
  const azure = cloud.azure(tenantId);

  const askIdentity: WizardStep<State> = async (state) =>
    into(
      await askAssignedIdentityPage({
        title: title(),
        placeholder: t('Choose the managed identity of {0} that needs access', visible(name)),
        step: 1,
        totalSteps,
        azure,
        instanceId,
        ...(state.identity ? { chosenId: state.identity.id } : {}),
      }),
      (identity) => ({ ...state, identity }),
    );

  const askResource: WizardStep<State> = async (state) => {
    const { identity } = state;
    if (!identity) return { kind: 'back' };
    return into(
      await askTargetPage({
        title: title(),
        step: 2,
        totalSteps,
        azure,
        isSimulated: cloud.isSimulated,
        instanceId,
        identity,
        ...(state.resource ? { chosenId: state.resource.id } : {}),
      }),
      (resource) => ({ ...state, resource }),
    );
  };

  const askRole: WizardStep<State> = async (state) => {
    const { resource } = state;
    if (!resource) return { kind: 'back' };
    return into(
      await pick<TargetRole>({
        title: title(),
        placeholder: t('Choose the role at {0}', visible(resource.name)),
        step: 3,
        totalSteps,
        isActive: ({ id }) => id === state.role?.id,
        load: async (signal) =>
          (await listTargetRoles(azure, resource.id, { signal })).map((value) => ({
            label: visible(value.name),
            description: visible(value.words),
            value,
          })),
      }),
      (role) => ({ ...state, role }),
    );
  };

  const review: WizardStep<State> = async (state) => {
    const { identity, resource, role } = state;
    if (!identity || !resource || !role) return { kind: 'back' };
    return into(
      await reviewPage({
        reviews,
        title: title(),
        placeholder: t('Review: {0} uses {1}', visible(identity.name), visible(resource.name)),
        step: 4,
        totalSteps,
        action: t('Grant'),
        prepare: (signal) =>
          prepareGrantAccess(
            { azure, clock: cloud.clock, digest },
            { tenantId, instanceId, identityId: identity.id, resourceId: resource.id, role },
            { signal },
          ),
      }),
      (plan) => ({ ...state, plan }),
    );
  };

  const end = await askAll<State>({}, [askIdentity, askResource, askRole, review]);
  return end?.plan;
}
