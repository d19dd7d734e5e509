import { t } from '@vscode/l10n';
import type { FindingState } from '../../core/model/finding';
import type { RunSnapshot, StepSnapshot } from '../../core/model/run';
import type { Observation } from '../../core/observe/observation';
import { isRemovalId, planIds, type PlanId } from '../../core/plan/request';
import type { CloudIdentityStep } from '../../core/stages/cloudIdentity';
import type { CloudIdentityRemovalStep } from '../../core/stages/cloudIdentityRemoval';
import type { ClusterStep } from '../../core/stages/cluster';
import type { CreationStep } from '../../core/stages/creations';
import type { SecretSyncStep } from '../../core/stages/secretSync';
import type { SecretSyncRemovalStep } from '../../core/stages/secretSyncRemoval';
import type { PartId, ShownPart } from '../../protocol/chain';
import { newerSteps } from './ahead';
import {
  atCloudCredential,
  atCloudIdentity,
  atEndpoint,
  atFormerGrants,
  atGrant,
  atNamedVault,
  type Place,
  type RunIds,
} from './cloudPlaces';

/** What a part shows while a run works on it. */
export interface Live {
  readonly state: FindingState;
  /** Of a card: `Working on it`. */
  readonly words: string;
  /** Of a link: `working on it`. */
  readonly word: string;
}

/** Which steps of a run work on which parts of the picture. */
type StepParts<Step extends string = string> = Readonly<Record<Step, readonly (PartId | Place)[]>>;

const ofCluster: StepParts<ClusterStep | 'apiServer'> = {
  update: ['issuer'],
  wait: ['issuer'],
  issuer: ['issuer'],
  apiServer: ['issuer'],
};
const ofSecrets: StepParts<Exclude<CreationStep, 'cloudIdentity'> | SecretSyncStep> = {
  vault: ['vault'],
  identity: ['identity'],
  roles: ['identityToVault'],
  credential: ['credential', 'issuerToCredential', 'credentialToIdentity'],
  providerClass: ['providerClass', 'vaultToProviderClass'],
  defaultReference: ['instance', 'providerClassToInstance'],
};
const ofCloud: StepParts<'cloudIdentity' | CloudIdentityStep> = {
  cloudIdentity: [atCloudIdentity],
  cloudCredentials: [atCloudCredential],
  // The schema registry is not in the picture.
  schemaRole: [],
  assign: [atCloudIdentity],
};

/** What is made for itself need not be what the chain names. */
const ofMaking: StepParts<CreationStep> = {
  vault: [atNamedVault],
  identity: [atCloudIdentity],
  cloudIdentity: [atCloudIdentity],
};
const ofSecretsOff: StepParts<SecretSyncRemovalStep> = {
  reference: ['providerClassToInstance'],
  secretSyncs: ['secrets', 'instanceToSecrets'],
  providerClass: ['providerClass', 'vaultToProviderClass'],
  credentials: ['credential', 'issuerToCredential', 'credentialToIdentity'],
  roles: ['identityToVault'],
  identity: ['identity'],
};
const ofCloudOff: StepParts<CloudIdentityRemovalStep> = {
  unassign: [atCloudIdentity],
  credentials: [atCloudCredential],
  roles: [atFormerGrants],
  identity: [atCloudIdentity],
};

/** A step that is not here works on nothing that is drawn. */
const partsOfPlan: Readonly<Record<PlanId, StepParts>> = {
  allowPublicAccess: { open: ['vault'] },
  assignCloudIdentity: ofCloud,
  becomeOfficer: {},
  createResource: ofMaking,
  disableClusterIdentity: { update: ['issuer'], wait: ['issuer'] },
  disableSecretSync: ofSecretsOff,
  enableAll: { ...ofCluster, ...ofSecrets, ...ofCloud },
  enableClusterIdentity: ofCluster,
  enableSecretSync: ofSecrets,
  grantAccess: { grant: [atGrant] },
  liftConditions: { lift: ['identityToVault'] },
  registerProviders: {},
  removeCloudIdentity: ofCloudOff,
  repairList: { list: ['providerClass'] },
  repairSecretStore: {
    extension: ['instanceToSecrets'],
    providerClass: ['providerClass', 'vaultToProviderClass'],
  },
  repairSync: { repair: ['instanceToSecrets'] },
  restoreSecret: { recover: ['secrets'], enable: ['secrets'] },
  rewriteInstance: { write: ['instance'] },
  switchToRbac: { roles: ['identityToVault'], switch: ['vault'] },
  syncNow: { force: ['instanceToSecrets'], report: ['instanceToSecrets', 'secrets'] },
  useIdentityInEndpoint: { endpoint: [atEndpoint] },
};

/** How the part is once the step has worked on it, as long as that was not read. */
function endOf(planId: PlanId, stepId: string): Live {
  switch (`${planId} ${stepId}`) {
    // What is begun by them only the cluster's report ends.
    case 'syncNow force':
    case 'repairSecretStore extension':
    case 'repairSync repair':
    case 'restoreSecret recover':
    case 'restoreSecret enable':
    case 'disableClusterIdentity update':
      return { state: 'inProgress', words: t('On its way'), word: t('on its way') };
    // All else of the card stays.
    case 'disableClusterIdentity wait':
      return { state: 'notStarted', words: t('Just turned off'), word: t('just turned off') };
    // It is still to be assigned.
    case 'assignCloudIdentity cloudIdentity':
    case 'enableAll cloudIdentity':
    case 'createResource identity':
    case 'createResource cloudIdentity':
      return { state: 'inProgress', words: t('Just created'), word: t('just created') };
    default:
      return isRemovalId(planId)
        ? { state: 'notStarted', words: t('Just removed'), word: t('just removed') }
        : { state: 'done', words: t('Just done'), word: t('just done') };
  }
}

/** What a step says of the part that it works on. */
function liveOf({ id, state }: StepSnapshot, planId: PlanId): Live | undefined {
  switch (state.kind) {
    case 'running':
      return { state: 'inProgress', words: t('Working on it'), word: t('working on it') };
    case 'done':
      return endOf(planId, id);
    case 'failed':
      return { state: 'failed', words: t('Failed'), word: t('failed') };
    case 'unknown':
      return { state: 'unknown', words: t('Not known'), word: t('not known') };
    case 'pending':
    case 'waiting':
    case 'skipped':
    case 'cancelled':
      return undefined;
  }
}

/**
 * The parts that a run has changed, or is changing, since they were read. Pure.
 *
 * @param seen as the picture shows it, with what is coming
 */
export function liveParts(
  run: RunSnapshot | undefined,
  seen: Observation,
): ReadonlyMap<ShownPart, Live> {
  const live = new Map<ShownPart, Live>();
  const planId = planIds.find((id) => id === run?.planId);
  if (planId === undefined) return live;
  const ids: RunIds = run?.request?.target ?? {};
  for (const step of newerSteps(run, seen)) {
    const said = liveOf(step, planId);
    if (!said) continue;
    const places = partsOfPlan[planId][step.id] ?? [];
    for (const part of places.flatMap((place) =>
      typeof place === 'function' ? place(ids, seen) : [place],
    )) {
      live.set(part, said);
    }
  }
  return live;
}
