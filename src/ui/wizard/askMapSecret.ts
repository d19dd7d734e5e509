import { t } from '@vscode/l10n';
import type { NodeOf } from '../../core/model/node';
import type { SecretSync } from '../../core/observe/observation';
import type { Plan } from '../../core/plan/plan';
import { prepareRepairSync } from '../../core/plans/repairSync';
import type { Cloud } from '../../core/ports';
import { visible } from '../tree/markdown';
import { askFreeKey } from './askFreeKey';
import { reviewPage, type ReviewBoard } from './reviewPage';
import { askAll, into, pick, type WizardStep } from './steps';

interface Question {
  readonly reviews: ReviewBoard;
  readonly cloud: Cloud;
  readonly instance: NodeOf<'instance'>;
  /** Vault secrets that reach no Kubernetes secret; at least one. */
  readonly secrets: readonly string[];
  /** Those that could bring them; at least one. */
  readonly syncs: readonly SecretSync[];
}

interface State {
  readonly secret?: string | undefined;
  readonly sync?: SecretSync | undefined;
  readonly key?: string;
  readonly plan?: Plan;
}

const title = (): string => t('Map Secret');

const only = <T>(all: readonly T[]): T | undefined => (all.length === 1 ? all[0] : undefined);

/**
 * Asks which vault secret becomes which key of which Kubernetes secret; what there is no choice of is
 * not asked. Undefined when dismissed.
 *
 * @throws {UserFacingError} what keeps it from being mapped, before anything was written
 */
export async function askMapSecret({
  reviews,
  cloud,
  instance,
  secrets,
  syncs,
}: Question): Promise<Plan | undefined> {
  const askSecret =
    (step: number, totalSteps: number): WizardStep<State> =>
    async (state) =>
      into(
        await pick<string>({
          title: title(),
          placeholder: t('Choose the vault secret that is in no Kubernetes secret'),
          step,
          totalSteps,
          isActive: (name) => name === state.secret,
          load: () => Promise.resolve(secrets.map((value) => ({ label: visible(value), value }))),
        }),
        (secret) => ({ ...state, secret }),
      );

  const askSync =
    (step: number, totalSteps: number): WizardStep<State> =>
    async (state) =>
      into(
        await pick<SecretSync>({
          title: title(),
          placeholder: t(
            'Choose the Kubernetes secret that {0} goes into',
            visible(state.secret ?? ''),
          ),
          step,
          totalSteps,
          isActive: ({ id }) => id === state.sync?.id,
          load: () =>
            Promise.resolve(
              syncs.map((value) => ({
                label: visible(value.name),
                description: t(
                  'has {0}',
                  value.mappings.map(({ key }) => visible(key)).join(', ') || '–',
                ),
                value,
              })),
            ),
        }),
        (sync) => ({ ...state, sync }),
      );

  const askKey =
    (step: number, totalSteps: number): WizardStep<State> =>
    async (state) =>
      into(
        await askFreeKey({
          title: title(),
          source: state.secret ?? '',
          taken: (state.sync?.mappings ?? []).map(({ key }) => key),
          step,
          totalSteps,
        }),
        (key) => ({ ...state, key }),
      );

  const review =
    (step: number, totalSteps: number): WizardStep<State> =>
    async (state) => {
      const { secret, sync, key } = state;
      if (secret === undefined || !sync || key === undefined) return { kind: 'back' };
      return into(
        await reviewPage({
          reviews,
          title: title(),
          placeholder: t('Review: {0} goes into {1}', visible(secret), visible(sync.name)),
          step,
          totalSteps,
          action: t('Map'),
          prepare: (signal) =>
            prepareRepairSync(
              { azure: cloud.azure(instance.tenantId), clock: cloud.clock },
              {
                tenantId: instance.tenantId,
                instanceId: instance.id,
                instanceName: instance.name,
                secretSyncId: sync.id,
                mappingChanges: [{ kind: 'add', source: secret, key }],
              },
              { signal },
            ),
        }),
        (plan) => ({ ...state, plan }),
      );
    };

  const pages = [
    ...(secrets.length > 1 ? [askSecret] : []),
    ...(syncs.length > 1 ? [askSync] : []),
    askKey,
    review,
  ];
  const steps = pages.map((page, index) => page(index + 1, pages.length));
  const end = await askAll<State>({ secret: only(secrets), sync: only(syncs) }, steps);
  return end?.plan;
}
