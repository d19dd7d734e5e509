import { t } from '@vscode/l10n';
import type { NodeOf } from '../../core/model/node';
import { sharedKeys, type Mapping, type MappingChange } from '../../core/model/mappings';
import type { Observation, SecretSync } from '../../core/observe/observation';
import type { Plan } from '../../core/plan/plan';
import { prepareRepairSync } from '../../core/plans/repairSync';
import type { Cloud } from '../../core/ports';
import { isListedFor, straySyncs } from '../../core/verify/syncs';
import { classesToName } from '../../core/verify/toRepair';
import { visible } from '../tree/markdown';
import { askFreeKey } from './askFreeKey';
import { reviewPage, type ReviewBoard } from './reviewPage';
import { askAll, into, pick, type Answer, type WizardStep } from './steps';

interface Question {
  readonly reviews: ReviewBoard;
  readonly cloud: Cloud;
  readonly instance: NodeOf<'instance'>;
  readonly sync: SecretSync;
  /** As the instance was last read. */
  readonly seen: Observation;
}

interface State {
  readonly classId?: string;
  /** The secret that each shared key stays with. */
  readonly keepers: ReadonlyMap<string, string>;
  /** What becomes of the others, by where they were asked for. */
  readonly changes: ReadonlyMap<string, MappingChange>;
  readonly plan?: Plan;
}

const title = (): string => t('Repair SecretSync');

const withEntry = <V>(map: ReadonlyMap<string, V>, key: string, value: V) =>
  new Map([...map, [key, value]]);

/** All that has the key but the one that keeps it. */
function othersOf(mappings: readonly Mapping[], key: string, keeper: string): readonly Mapping[] {
  const own = mappings.filter((each) => each.key === key);
  const kept = own.findIndex(({ source }) => source === keeper);
  return own.filter((_, index) => index !== Math.max(kept, 0));
}

const sourcesAt = (mappings: readonly Mapping[], key: string): readonly string[] => [
  ...new Set(mappings.filter((each) => each.key === key).map(({ source }) => source)),
];

/**
 * Asks which class a SecretSync is to name, where it names none that is there and there is a choice; and
 * for each key that two secrets have, which of them keeps it and what becomes of the other. Undefined
 * when dismissed.
 *
 * @throws {UserFacingError} what keeps it from being repaired, before anything was written
 */
export async function askRepairSync({
  reviews,
  cloud,
  instance,
  sync,
  seen,
}: Question): Promise<Plan | undefined> {
  const { mappings } = sync;
  const keys = sharedKeys(mappings);
  const isStray = straySyncs(seen).some(({ id }) => id === sync.id);
  const classes = isStray ? classesToName(seen) : [];
  const [onlyClass] = classes;

  const askClass =
    (step: number, totalSteps: number): WizardStep<State> =>
    async (state) =>
      into(
        await pick<string>({
          title: title(),
          placeholder: t('Choose the provider class that {0} is to name', visible(sync.name)),
          step,
          totalSteps,
          isActive: (id) => id === (state.classId ?? onlyClass?.id),
          load: () =>
            Promise.resolve(
              classes.map((each, index) => ({
                label: visible(each.name),
                description: index === 0 ? t('runs secret synchronization of this instance') : '',
                detail: isListedFor(sync, each)
                  ? t('lists all that is mapped')
                  : t('does not list all that is mapped; its list can be repaired afterwards'),
                value: each.id,
              })),
            ),
        }),
        (classId) => ({ ...state, classId }),
      );

  const askKeeper =
    (key: string) =>
    (step: number, totalSteps: number): WizardStep<State> =>
    async (state) =>
      into(
        await pick<string>({
          title: title(),
          placeholder: t('Choose the secret that key {0} is made of', visible(key)),
          step,
          totalSteps,
          isActive: (source) => source === state.keepers.get(key),
          load: () =>
            Promise.resolve(
              sourcesAt(mappings, key).map((value) => ({ label: visible(value), value })),
            ),
        }),
        (source) => ({ ...state, keepers: withEntry(state.keepers, key, source) }),
      );

  const askOther =
    (key: string, index: number) =>
    (step: number, totalSteps: number): WizardStep<State> =>
    async (state) => {
      const keeper = state.keepers.get(key) ?? sourcesAt(mappings, key)[0] ?? '';
      const source = othersOf(mappings, key, keeper)[index]?.source ?? keeper;
      const place = `${key} ${index}`;
      const others = [...state.changes].filter(([at]) => at !== place).map(([, each]) => each);
      const taken = [
        ...mappings.map((each) => each.key),
        ...others.flatMap((each) => (each.kind === 'rename' ? [each.to] : [])),
      ];
      const change = await askFate({
        source,
        key,
        taken,
        isTwin: source === keeper,
        step,
        totalSteps,
      });
      return into(change, (value) => ({
        ...state,
        changes: withEntry(state.changes, place, value),
      }));
    };

  const review =
    (step: number, totalSteps: number): WizardStep<State> =>
    async (state) => {
      const classId = state.classId ?? onlyClass?.id;
      return into(
        await reviewPage({
          reviews,
          title: title(),
          placeholder: t('Review: SecretSync {0} under its own name', visible(sync.name)),
          step,
          totalSteps,
          action: t('Repair'),
          prepare: (signal) =>
            prepareRepairSync(
              { azure: cloud.azure(instance.tenantId), clock: cloud.clock },
              {
                tenantId: instance.tenantId,
                instanceId: instance.id,
                instanceName: instance.name,
                secretSyncId: sync.id,
                ...(classId === undefined ? {} : { classId }),
                mappingChanges: [...state.changes.values()],
              },
              { signal },
            ),
        }),
        (plan) => ({ ...state, plan }),
      );
    };

  const pages = [
    ...(classes.length > 1 ? [askClass] : []),
    ...keys.flatMap((key) => [
      ...(sourcesAt(mappings, key).length > 1 ? [askKeeper(key)] : []),
      ...mappings
        .filter((each) => each.key === key)
        .slice(1)
        .map((_, index) => askOther(key, index)),
    ]),
    review,
  ];
  const steps = pages.map((page, index) => page(index + 1, pages.length));
  const end = await askAll<State>({ keepers: new Map(), changes: new Map() }, steps);
  return end?.plan;
}

interface FateQuestion {
  readonly source: string;
  readonly key: string;
  /** Keys that it cannot get. */
  readonly taken: readonly string[];
  /** It says the same as the one that stays. */
  readonly isTwin: boolean;
  readonly step: number;
  readonly totalSteps: number;
}

/** Another key, or out of this SecretSync. */
async function askFate(question: FateQuestion): Promise<Answer<MappingChange>> {
  const { source, key, taken, isTwin, step, totalSteps } = question;
  const newKey = {
    label: `$(edit) ${t('Give it another key…')}`,
    description: t('all secrets reach the cluster'),
    value: 'rename' as const,
  };
  const drop = {
    label: `$(remove) ${t('Take it out of this SecretSync')}`,
    description: isTwin ? t('it is there twice; one stays') : t('in the vault it stays'),
    value: 'drop' as const,
  };
  for (;;) {
    const fate = await pick<'rename' | 'drop'>({
      title: title(),
      placeholder: isTwin
        ? t('{0} has key {1} twice: what of the second?', visible(source), visible(key))
        : t('{0} shares key {1}: what becomes of it?', visible(source), visible(key)),
      step,
      totalSteps,
      load: () => Promise.resolve(isTwin ? [drop, newKey] : [newKey, drop]),
    });
    if (fate.kind !== 'picked') return fate;
    if (fate.value === 'drop') return { kind: 'picked', value: { kind: 'drop', source, key } };
    const to = await askFreeKey({ title: title(), source, taken, step, totalSteps });
    if (to.kind !== 'back') return into(to, (name) => ({ kind: 'rename', source, key, to: name }));
  }
}
