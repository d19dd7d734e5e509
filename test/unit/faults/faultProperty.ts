import { isFaultKind } from '../../../src/simulator/faultKinds';
import {
  faultsToText,
  FaultSchedule,
  randomFaults,
  type ScheduledFault,
} from '../../../src/simulator/faultSchedule';
import { at, type Json } from '../../../src/core/model/json';
import type { RunSnapshot } from '../../../src/core/model/run';
import type { PreparedPlan } from '../../../src/core/plan/plan';
import { prepareAssignCloudIdentity } from '../../../src/core/plans/assignCloudIdentity';
import { prepareDisableSecretSync } from '../../../src/core/plans/disableSecretSync';
import { prepareEnableAll } from '../../../src/core/plans/enableAll';
import { prepareEnableSecretSync } from '../../../src/core/plans/enableSecretSync';
import { prepareRemoveCloudIdentity } from '../../../src/core/plans/removeCloudIdentity';
import { prepareUseIdentityInEndpoint } from '../../../src/core/plans/useIdentityInEndpoint';
import type { World } from '../../../src/simulator/world';
import {
  capture,
  faultyEstate,
  foreignMarks,
  type Captured,
  type FaultyEstate,
  type ForeignMark,
} from '../../fakes/faultyEstate';
import { seeded } from '../../fakes/seeded';
import { changes, takeFromMap } from '../../fakes/startingStates';
import { foreignState, meaningOf } from '../core/plans/enableAllProperty';

const hourMs = 3_600_000;
const location = 'westeurope';
const usages = ['dataflow', 'schemaRegistry'] as const;
const creations = {
  vault: { kind: 'create', location, retentionDays: 90, isPurgeProtected: false },
  identity: { location },
  cloudIdentity: { location },
} as const;

interface Flow {
  /** Likelier than others by so much. */
  readonly weight: number;
  readonly from: 'nothing' | 'everything';
  readonly spoil: (world: World, estate: FaultyEstate['estate'], random: () => number) => void;
  readonly prepare: (of: FaultyEstate) => Promise<PreparedPlan>;
}

const endpointType = 'Microsoft.IoTOperations/instances/dataflowEndpoints';
const endpointOf = (instanceId: string): string => `${instanceId}/dataflowEndpoints/hubs`;

/** What matters of the end, in names. */
const endOf = ({ world, estate }: FaultyEstate): Json => ({
  ...meaningOf(world, estate),
  login:
    at(
      world.resources.get(endpointOf(estate.instanceId))?.body,
      'properties',
      'kafkaSettings',
      'authentication',
      'method',
    ) ?? null,
});

const change = (name: string): Flow['spoil'] => changes[name] ?? (() => undefined);

const enableAll: Flow['prepare'] = ({ tools, estate, context }) =>
  prepareEnableAll(tools, { ...estate, usages, creations, isOfficerWanted: true }, context);

const flows: Readonly<Record<string, Flow>> = {
  'enable all, from nothing': {
    weight: 1,
    from: 'nothing',
    spoil: () => undefined,
    prepare: enableAll,
  },
  'enable all, from half way': {
    weight: 12,
    from: 'everything',
    spoil: (world, estate, random) => {
      for (const each of Object.values(changes)) if (random() < 0.2) each(world, estate, random);
    },
    prepare: enableAll,
  },
  'enable secret synchronization': {
    weight: 3,
    from: 'everything',
    spoil: (world, estate, random) => {
      for (const name of ['roles are gone', 'the provider class is gone']) {
        change(name)(world, estate, random);
      }
    },
    prepare: ({ tools, estate: { tenantId, instanceId, vaultId, identityId }, context }) =>
      prepareEnableSecretSync(tools, { tenantId, instanceId, vaultId, identityId }, context),
  },
  'assign the identity for cloud connections': {
    weight: 3,
    from: 'everything',
    spoil: (world, { instanceId, cloudIdentityId }) => {
      for (const { id } of world.resources.under(cloudIdentityId)) world.resources.delete(id);
      takeFromMap(world, instanceId, cloudIdentityId);
    },
    prepare: ({ tools, estate: { tenantId, instanceId, cloudIdentityId }, context }) =>
      prepareAssignCloudIdentity(tools, { tenantId, instanceId, cloudIdentityId, usages }, context),
  },
  'disable secret synchronization': {
    weight: 3,
    from: 'everything',
    spoil: () => undefined,
    prepare: ({ tools, estate: { tenantId, instanceId, vaultId, identityId }, context }) =>
      prepareDisableSecretSync(tools, { tenantId, instanceId, vaultId, identityId }, context),
  },
  'let an endpoint use the identity': {
    weight: 3,
    from: 'everything',
    spoil: (world, { tenantId, instanceId }) => {
      world.resources.put(endpointOf(instanceId), endpointType, tenantId, {
        extendedLocation: world.resources.get(instanceId)?.body['extendedLocation'] ?? {},
        properties: {
          endpointType: 'Kafka',
          kafkaSettings: {
            host: 'plant.servicebus.windows.net:9093',
            authentication: { method: 'AccessToken', accessTokenSettings: { secretRef: 'token' } },
          },
          provisioningState: 'Succeeded',
        },
      });
    },
    prepare: ({ tools, estate: { tenantId, instanceId, cloudIdentityId: identityId }, context }) =>
      prepareUseIdentityInEndpoint(
        tools,
        { tenantId, instanceId, identityId, endpointId: endpointOf(instanceId) },
        context,
      ),
  },
  'remove the identity for cloud connections': {
    weight: 3,
    from: 'everything',
    spoil: () => undefined,
    prepare: ({ tools, estate: { tenantId, instanceId, cloudIdentityId }, context }) =>
      prepareRemoveCloudIdentity(tools, { tenantId, instanceId, cloudIdentityId }, context),
  },
};

function pickFlow(random: () => number): string {
  const all = Object.entries(flows).flatMap(([name, { weight }]) =>
    Array<string>(weight).fill(name),
  );
  return all[Math.floor(random() * all.length)] ?? '';
}

const run = (of: FaultyEstate, { plan }: PreparedPlan): Promise<RunSnapshot> =>
  of.clock.run(of.runs.start(plan), { limitMs: 24 * hourMs });

let everything: Promise<Captured> | undefined;

/** Everything enabled, once for all schedules of a process. */
async function getEverything(): Promise<Captured> {
  everything ??= (async () => {
    const of = faultyEstate();
    const end = await run(of, await of.clock.run(enableAll(of)));
    if (end.outcome !== 'succeeded') throw new Error(end.failure?.message);
    await of.clock.advance(hourMs);
    return capture(of.world, of.clock.now());
  })();
  return everything;
}

const begin = async (flow: Flow, seed: number): Promise<FaultyEstate> => {
  const of = faultyEstate(flow.from === 'everything' ? await getEverything() : undefined);
  flow.spoil(of.world, of.estate, seeded(seed * 7 + 1));
  return of;
};

const references = new Map<string, Promise<Json>>();

/** How a flow ends without faults. It ends the same from each of its starting states. */
function referenceOf(name: string, flow: Flow): Promise<Json> {
  const found =
    references.get(name) ??
    (async () => {
      const of = await begin(flow, 1);
      const end = await run(of, await of.clock.run(flow.prepare(of)));
      if (end.outcome !== 'succeeded') throw new Error(`${name}: ${end.failure?.message ?? ''}`);
      return endOf(of);
    })();
  references.set(name, found);
  return found;
}

const isRecord = (value: Json): value is Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether all that was there still is: more may have come to it. */
const holds = (after: Json | undefined, before: Json): boolean =>
  isRecord(before)
    ? after !== undefined &&
      isRecord(after) &&
      Object.entries(before).every(([name, value]) => holds(after[name], value))
    : JSON.stringify(after) === JSON.stringify(before);

const endStates = new Set(['done', 'skipped', 'failed', 'cancelled', 'unknown', 'pending']);

/** What a run says of itself that is not so. */
function* dishonesties(end: RunSnapshot): Generator<string> {
  const kinds = end.steps.map(({ state }) => state.kind);
  for (const kind of kinds) if (!endStates.has(kind)) yield `a step is left ${kind}`;
  if (end.endedAtMs === undefined) yield 'the run has no end';
  const isBad = kinds.some((kind) => kind === 'failed' || kind === 'unknown' || kind === 'pending');
  if (end.outcome === 'succeeded' && isBad) yield 'succeeded, but a step did not';
  if (end.outcome === 'running' || end.outcome === 'cancelled') yield `the run is ${end.outcome}`;
  if (end.outcome === 'failed' && !end.failure?.message) yield 'failed without a word';
  if (end.outcome === 'unknown' && !kinds.includes('unknown')) yield 'unknown without a step';
}

export interface Outcome {
  readonly outcome: RunSnapshot['outcome'];
  readonly struck: ReadonlyMap<string, number>;
  /** What was not as it must be. */
  readonly broken: readonly string[];
}

/** One flow under faults, then once more without, and all that must hold. */
export async function carryOut(seed: number, faults: readonly ScheduledFault[]): Promise<Outcome> {
  const name = pickFlow(seeded(seed));
  const flow = flows[name];
  if (!flow) throw new Error(`There is no flow ${name}.`);
  const wanted = await referenceOf(name, flow);
  const of = await begin(flow, seed);
  const { world, wire, clock, simulator, estate } = of;
  const broken: string[] = [];
  const before = foreignState(world, estate);
  const prepared = await clock.run(flow.prepare(of));
  const listed = new Set<string>();
  const list = ({ writes }: PreparedPlan): void => {
    for (const { method, resourceId } of writes) {
      if (method === 'DELETE') listed.add(resourceId.toLowerCase());
    }
  };
  list(prepared);
  const schedule = new FaultSchedule(faults);
  simulator.disturb(wire.watch(schedule));
  let outcome: RunSnapshot['outcome'] = 'running';
  try {
    const end = await run(of, prepared);
    outcome = end.outcome;
    broken.push(...dishonesties(end));
    simulator.disturb(undefined);
    // Nobody has reviewed anything since, so that all of it must be there, wherever it stands.
    broken.push(...lostMarks(of, () => true));
    await clock.advance(4 * hourMs);
    const again = await clock.run(flow.prepare(of));
    if (end.outcome === 'succeeded' && !hasColleague(schedule) && again.writes.length > 0) {
      const left = again.writes.map(({ title, detail }) => `${title} (${detail})`).join(', ');
      broken.push(`succeeded, but still to write: ${left}`);
    }
    list(again);
    const last = await run(of, again);
    if (last.outcome !== 'succeeded') {
      broken.push(`once more: ${last.outcome}: ${last.failure?.message ?? ''}`);
    }
  } catch (error) {
    broken.push(error instanceof Error ? error.message : String(error));
  }
  const found = JSON.stringify(endOf(of));
  if (found !== JSON.stringify(wanted)) {
    broken.push(`another end: ${found} instead of ${JSON.stringify(wanted)}`);
  }
  const after = foreignState(world, estate);
  for (const [what, value] of before) {
    if (flow.from === 'everything' && isTakenAway(name, what)) continue;
    if (!holds(after.get(what), value)) broken.push(`lost of others: ${what}`);
  }
  broken.push(...lostMarks(of, ({ isRival }) => !isRival));
  for (const path of wire.deletions) {
    if (!listed.has(path)) broken.push(`deleted, but not listed: ${path}`);
  }
  return { outcome, struck: schedule.struck, broken: [...broken, ...wire.broken] };
}

const hasColleague = ({ struck }: FaultSchedule): boolean =>
  [...struck.keys()].some((kind) => kind.startsWith('colleague'));

/** What colleagues wrote and is gone, though the resource itself is there or nobody may delete it. */
function lostMarks(
  { world, wire }: FaultyEstate,
  counts: (mark: ForeignMark) => boolean,
): readonly string[] {
  const left = foreignMarks(world);
  const deleted = new Set(wire.deletions);
  return [...wire.foreign].flatMap(([key, mark]) =>
    left.has(key) || !counts(mark) || deleted.has(mark.id.toLowerCase())
      ? []
      : [`lost of a colleague: ${key}`],
  );
}

/** What a removal takes from the state that is compared. */
const isTakenAway = (name: string, what: string): boolean =>
  (name.startsWith('disable') && / objects$/.test(what)) ||
  (name.startsWith('remove') && / map /.test(what));

/** The schedule without every fault that it takes not to fail. */
async function shrink(
  seed: number,
  faults: readonly ScheduledFault[],
): Promise<readonly ScheduledFault[]> {
  for (const [index, fault] of faults.entries()) {
    const rest = faults.filter((_, other) => other !== index);
    const candidates =
      fault.times > 1
        ? [rest, faults.map((each, other) => (other === index ? { ...each, times: 1 } : each))]
        : [rest];
    for (const candidate of candidates) {
      const { broken } = await carryOut(seed, candidate);
      if (broken.length > 0) return shrink(seed, candidate);
    }
  }
  return faults;
}

const faultsOf = (seed: number): readonly ScheduledFault[] =>
  randomFaults(seeded(seed * 2_654_435_761 + 17));

/** How often each thing happened. */
export type Figures = Map<string, number>;

/** Carries out the schedules of many seeds. @throws {Error} what broke, and how to see it again */
export async function checkSchedules(firstSeed: number, count: number): Promise<Figures> {
  const figures: Figures = new Map();
  const add = (what: string, times = 1) => figures.set(what, (figures.get(what) ?? 0) + times);
  for (let seed = firstSeed; seed < firstSeed + count; seed += 1) {
    const faults = faultsOf(seed);
    const { outcome, struck, broken } = await carryOut(seed, faults);
    add('schedules');
    add(outcome);
    for (const [kind, times] of struck) if (isFaultKind(kind)) add(kind, times);
    if (broken.length === 0) continue;
    const fewest = await shrink(seed, faults);
    const { broken: words } = await carryOut(seed, fewest);
    throw new Error(
      [
        `seed ${seed} (${pickFlow(seeded(seed))}), faults ${faultsToText(fewest)}:`,
        ...words,
        `FAULT_SEED=${seed} FAULTS='${faultsToText(fewest)}' npm run test:soak`,
      ].join('\n'),
    );
  }
  return figures;
}
