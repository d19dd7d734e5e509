import { t } from '@vscode/l10n';
import { sameId } from '../../core/model/armId';
import type { FindingState } from '../../core/model/finding';
import type { RunSnapshot, StepSnapshot } from '../../core/model/run';
import type { Observation } from '../../core/observe/observation';
import { isRemovalId, planIds, type PlanId } from '../../core/plan/request';
import { assignedIdentities, cloudKey } from '../../core/verify/cloud';
import type { PartId, ShownPart } from '../../protocol/chain';

/** What a part shows while a run works on it. */
export interface Live {
  readonly state: FindingState;
  readonly words: string;
}

/** Of the chosen identity for cloud connections. */
type CloudPlace = 'cloud map' | 'cloud credential';
/** Which steps of a run work on which parts of the picture. */
type StepParts = Readonly<Record<string, readonly (PartId | CloudPlace)[]>>;

const ofCluster: StepParts = {
  update: ['issuer'],
  wait: ['issuer'],
  issuer: ['issuer'],
  apiServer: ['issuer'],
};
const ofSecrets: StepParts = {
  vault: ['vault'],
  identity: ['identity'],
  roles: ['identityToVault'],
  credential: ['credential', 'issuerToCredential', 'credentialToIdentity'],
  providerClass: ['providerClass', 'vaultToProviderClass'],
  defaultReference: ['instance', 'providerClassToInstance'],
};
const ofCloud: StepParts = { cloudCredentials: ['cloud credential'], assign: ['cloud map'] };

/** Plans about something that need not be a part of this chain work on nothing in the picture. */
const partsOfPlan: Readonly<Record<PlanId, StepParts>> = {
  allowPublicAccess: { open: ['vault'] },
  assignCloudIdentity: ofCloud,
  becomeOfficer: {},
  createResource: {},
  disableClusterIdentity: {},
  disableSecretSync: {
    reference: ['providerClassToInstance'],
    secretSyncs: ['secrets', 'instanceToSecrets'],
    providerClass: ['providerClass', 'vaultToProviderClass'],
    credentials: ['credential', 'issuerToCredential', 'credentialToIdentity'],
    roles: ['identityToVault'],
    identity: ['identity'],
  },
  enableAll: { ...ofCluster, ...ofSecrets, ...ofCloud },
  enableClusterIdentity: ofCluster,
  enableSecretSync: ofSecrets,
  grantAccess: {},
  registerProviders: {},
  removeCloudIdentity: { unassign: ['cloud map'], credentials: ['cloud credential'] },
  repairList: { list: ['providerClass'] },
  repairSecretStore: {
    extension: ['instanceToSecrets'],
    providerClass: ['providerClass', 'vaultToProviderClass'],
  },
  rewriteInstance: { write: ['instance'] },
  syncNow: { force: ['instanceToSecrets'], report: ['instanceToSecrets', 'secrets'] },
  useIdentityInEndpoint: {},
};

/** What is begun by them only the cluster's report ends. */
const beginning = ['force', 'extension'];

/** What a step says of the part that it works on, while what was read is older than it. */
function liveOf({ id, state }: StepSnapshot, isRemoving: boolean): Live | undefined {
  switch (state.kind) {
    case 'running':
      return { state: 'inProgress', words: t('working on it') };
    case 'done':
      if (isRemoving) return { state: 'notStarted', words: t('just removed') };
      return beginning.includes(id)
        ? { state: 'inProgress', words: t('on its way') }
        : { state: 'done', words: t('just done') };
    case 'failed':
      return { state: 'failed', words: t('failed') };
    case 'pending':
    case 'waiting':
    case 'skipped':
    case 'cancelled':
    case 'unknown':
      return undefined;
  }
}

/** The part of the chosen identity; undefined: the instance's map did not name it when it was read. */
function cloudPart(
  place: CloudPlace,
  { choices }: RunSnapshot,
  seen: Observation,
): ShownPart | undefined {
  const chosen = choices?.cloudIdentityId;
  const cloud = assignedIdentities(seen).find(
    ({ id }) => chosen !== undefined && sameId(id, chosen),
  );
  return cloud && `${place} ${cloudKey(cloud, seen)}`;
}

const isCloud = (part: PartId | CloudPlace): part is CloudPlace =>
  part === 'cloud map' || part === 'cloud credential';

/** The parts that a run under way has changed, or is changing, since they were read. Pure. */
export function liveParts(
  run: RunSnapshot | undefined,
  seen: Observation,
): ReadonlyMap<ShownPart, Live> {
  const live = new Map<ShownPart, Live>();
  const planId = planIds.find((id) => id === run?.planId);
  if (run?.outcome !== 'running' || planId === undefined) return live;
  for (const step of run.steps) {
    const { id, state } = step;
    const said = liveOf(step, isRemovalId(planId));
    const isOlder = 'endedAtMs' in state && state.endedAtMs < seen.endedAtMs;
    if (!said || isOlder) continue;
    for (const part of partsOfPlan[planId][id] ?? []) {
      const shown = isCloud(part) ? cloudPart(part, run, seen) : part;
      if (shown !== undefined) live.set(shown, said);
    }
  }
  return live;
}
