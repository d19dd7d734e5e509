import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { listEndpoints } from '../../core/discover/endpoints';
import { isUsable, type Endpoint } from '../../core/model/endpoint';
import type { NodeOf } from '../../core/model/node';
import type { Plan } from '../../core/plan/plan';
import { prepareUseIdentityInEndpoint } from '../../core/plans/useIdentityInEndpoint';
import type { Cloud } from '../../core/ports';
import { visible } from '../tree/markdown';
import { askConnectionIdentityPage, type NamedIdentity } from './assignedIdentityPage';
import { reviewPage, type ReviewBoard } from './reviewPage';
import { askAll, into, pick, type PickItem, type WizardStep } from './steps';

interface State {
  readonly endpoint?: Endpoint;
  readonly identity?: NamedIdentity;
  readonly plan?: Plan;
}

const title = (): string => t('Use Managed Identity in Data Flow Endpoint');
const totalSteps = 3;

/** Those that can use an identity with what they log in with now; the others with why not. */
export function toEndpointItems(endpoints: readonly Endpoint[]): readonly PickItem<Endpoint>[] {
  const byName = [...endpoints].sort((a, b) => a.name.localeCompare(b.name));
  const usable = byName.filter(isUsable).map((value) => ({
    label: visible(value.name),
    description: visible(`${value.type} · ${value.words}`),
    detail: visible(value.host),
    value,
  }));
  const others = byName
    .filter((endpoint) => !isUsable(endpoint))
    .map(({ name, type, problem }) => ({
      label: `$(circle-slash) ${visible(name)}`,
      description: visible(`${type} · ${problem ?? ''}`),
    }));
  return [
    ...usable,
    ...(others.length > 0
      ? [
          {
            label: t('cannot use a managed identity'),
            kind: vscode.QuickPickItemKind.Separator,
          },
        ]
      : []),
    ...others,
  ];
}

/**
 * Asks which endpoint is to use which identity, then shows what it is now and will be then, and what
 * is still missing. Undefined when dismissed.
 *
 * @throws {UserFacingError} what keeps it from being changed, before anything was written
 */
export async function askEndpointIdentity(
  cloud: Cloud,
  { id: instanceId, tenantId, name }: NodeOf<'instance'>,
  reviews: ReviewBoard,
): Promise<Plan | undefined> {
  const azure = cloud.azure(tenantId);

  const askEndpoint: WizardStep<State> = async (state) =>
    into(
      await pick<Endpoint>({
        title: title(),
        placeholder: t('Choose the data flow endpoint of {0}', visible(name)),
        step: 1,
        totalSteps,
        isActive: ({ id }) => id === state.endpoint?.id,
        load: async (signal) => toEndpointItems(await listEndpoints(azure, instanceId, { signal })),
      }),
      (endpoint) => ({ ...state, endpoint }),
    );

  const askIdentity: WizardStep<State> = async (state) => {
    const { endpoint } = state;
    if (!endpoint) return { kind: 'back' };
    return into(
      await askConnectionIdentityPage({
        title: title(),
        placeholder: t('Choose the managed identity for {0}', visible(endpoint.name)),
        step: 2,
        totalSteps,
        azure,
        instanceId,
        ...(state.identity ? { chosenId: state.identity.id } : {}),
      }),
      (identity) => ({ ...state, identity }),
    );
  };

  const review: WizardStep<State> = async (state) => {
    const { endpoint, identity } = state;
    if (!endpoint || !identity) return { kind: 'back' };
    return into(
      await reviewPage({
        reviews,
        title: title(),
        placeholder: t(
          'Review: {0} logs in with {1}',
          visible(endpoint.name),
          visible(identity.name),
        ),
        step: 3,
        totalSteps,
        action: t('Change'),
        prepare: (signal) =>
          prepareUseIdentityInEndpoint(
            { azure, clock: cloud.clock },
            { tenantId, instanceId, endpointId: endpoint.id, identityId: identity.id },
            { signal },
          ),
      }),
      (plan) => ({ ...state, plan }),
    );
  };

  const end = await askAll<State>({}, [askEndpoint, askIdentity, review]);
  return end?.plan;
}
