import { t } from '@vscode/l10n';
import { checkApiServer } from '../apiServer/checkApiServer';
import type { ApiServerKnowledge } from '../apiServer/knowledge';
import { checkOidcFlag } from '../checks/cluster';
import { checkDefaultReference, checkProviderClass, classNames } from '../checks/secretSync';
import { sameId } from '../model/armId';
import { evidence, unknownFinding } from '../checks/evidence';
import { provisioning } from '../checks/provisioning';
import { valueOf } from '../model/fact';
import type { Finding, FindingState } from '../model/finding';
import { serviceAccounts } from '../names';
import { currentClass } from '../observe/currentClass';
import type { Observation } from '../observe/observation';
import {
  verifyAgents,
  verifyConnectivity,
  verifyIssuer,
  verifyWorkloadIdentity,
} from './clusterLinks';
import { markDifference } from './difference';
import {
  agentsRemedy,
  apiServerRemedy,
  chooseRemedy,
  classRemedy,
  clusterRemedy,
  credentialRemedy,
  isBroken,
  instanceRemedy,
  listRemedy,
  mappingRemedy,
  portalRemedy,
  referenceRemedy,
  rolesRemedy,
  secretRemedy,
  storeRemedy,
  strayRemedy,
  syncRemedy,
  unmappedRemedy,
  vaultRemedy,
} from './remedies';
import {
  listedSecrets,
  secretProblem,
  sourcesOf,
  strayFinding,
  straySyncs,
  syncsOn,
  unmappedSecret,
  verifyObjects,
  verifySecretStore,
  verifySync,
  verifyVaultSecret,
} from './syncs';
import { verifyCredential, verifyIdentity } from './trust';
import { verifyRoles } from './roles';
import { countingClass, unmappedSecrets } from './toRepair';
import { verifyVault } from './vault';
import type { Check, Remedy } from './verification';

/** Only then are there two values to compare. */
const hasBoth: readonly FindingState[] = ['done', 'drifted', 'failed'];

/** The first two values of the evidence must be the same. */
const firstTwo = [0, 1] as const;

/** A check before it is known whether something before it is broken. */
export type LooseCheck = Omit<Check, 'causedBy'>;

function check(
  id: string,
  title: string,
  finding: Finding,
  more: {
    readonly remedy?: Remedy | undefined;
    /** Which two values of the evidence are compared. */
    readonly compared?: readonly [number, number];
    /** One of the two is not there, so that nothing in the other one differs. */
    readonly isNoneThere?: boolean;
  } = {},
): LooseCheck {
  const { remedy, compared, isNoneThere = false } = more;
  const isWell = finding.state === 'done' || finding.state === 'inProgress';
  return {
    id,
    title,
    finding,
    values:
      compared && !isNoneThere && hasBoth.includes(finding.state)
        ? markDifference(finding.evidence, ...compared)
        : finding.evidence,
    ...(remedy && !isWell && finding.state !== 'unknown' ? { remedy } : {}),
  };
}

/** What nobody has confirmed may be right all the same: it is a claim that is missing, not a link. */
function claimed(finding: Finding): Finding {
  return finding.state === 'notStarted' ? { ...finding, state: 'notProved' } : finding;
}

/** The last write of the instance itself. */
function instanceCheck(seen: Observation): Finding {
  const { instance } = seen;
  if (instance.kind === 'unknown') return unknownFinding(instance.because);
  const state = valueOf(instance)?.provisioningState;
  const shown = [evidence('provisioningState', state ?? '–', instance)];
  switch (provisioning(state)) {
    case 'final':
      return { state: 'done', words: t('Exists'), evidence: shown };
    case 'running':
      return { state: 'inProgress', words: t('Instance is being updated'), evidence: shown };
    case 'failed':
      return {
        state: 'failed',
        words: t('Last update failed'),
        advice: t(
          'The last write of {0} ended as {1}; what it wanted may be there or not. Another write is allowed.',
          valueOf(instance)?.name ?? '',
          state ?? '',
        ),
        evidence: shown,
      };
  }
}

/** The instance names a class that is not there: what the class would name cannot be looked for. */
const isDangling = (seen: Observation): boolean =>
  seen.providerClasses.kind === 'known' &&
  valueOf(seen.instance)?.defaultClassId !== undefined &&
  currentClass(valueOf(seen.instance), seen.providerClasses.value) === undefined;

function referenceCheck(seen: Observation): Finding {
  const finding = checkDefaultReference(seen);
  return isDangling(seen)
    ? {
        ...finding,
        state: 'drifted',
        words: t('References a class that is gone'),
        advice: t(
          'The instance names a default provider class that does not exist, so nothing says which vault and identity to use.',
        ),
        evidence: [
          evidence(
            'defaultSecretProviderClassRef',
            valueOf(seen.instance)?.defaultClassId ?? '–',
            seen.instance,
          ),
          evidence(t('Classes there'), classNames(seen), seen.providerClasses),
        ],
      }
    : finding;
}

const onCluster = (seen: Observation, knowledge?: ApiServerKnowledge): readonly LooseCheck[] => {
  const agents = verifyAgents(seen);
  const published = valueOf(seen.issuer);
  const apiServer = claimed(checkApiServer(seen, knowledge));
  return [
    check('connectivity', t('Cluster reachable'), verifyConnectivity(seen)),
    check('oidc', t('OIDC issuer'), checkOidcFlag(seen), { remedy: clusterRemedy(seen) }),
    check(
      'workloadIdentity',
      t('Workload identity'),
      verifyWorkloadIdentity(seen, isWanted(seen)),
      { remedy: clusterRemedy(seen) },
    ),
    check('agents', t('Arc agents'), agents, {
      remedy: agents.state === 'drifted' ? clusterRemedy(seen) : agentsRemedy(),
    }),
    check('issuer', t('Issuer published'), verifyIssuer(seen), {
      remedy: agentsRemedy(),
      compared: firstTwo,
      isNoneThere: published?.isVerified === false && published.named === undefined,
    }),
    check('apiServer', t('API server signs with it'), apiServer, {
      remedy: apiServerRemedy(seen),
      compared: firstTwo,
      // A failure is no issuer.
      isNoneThere: apiServer.state === 'failed',
    }),
  ];
};

const reference = (seen: Observation): LooseCheck =>
  check('reference', t('Default reference'), referenceCheck(seen), {
    remedy: isDangling(seen) ? chooseRemedy() : referenceRemedy(),
    compared: firstTwo,
    isNoneThere: isDangling(seen) || valueOf(seen.instance)?.defaultClassId === undefined,
  });

function onTrust(seen: Observation): readonly LooseCheck[] {
  const credential = verifyCredential(seen, seen, serviceAccounts.secretSync);
  return [
    check('identity', t('Managed identity'), verifyIdentity(seen), {
      remedy: chooseRemedy(),
      compared: firstTwo,
      isNoneThere: valueOf(seen.identity) === undefined,
    }),
    check('credential', t('Federated credential'), credential, {
      remedy: credential.state === 'blocked' ? chooseRemedy() : credentialRemedy(seen),
      compared: firstTwo,
    }),
    check('vault', t('Key vault'), verifyVault(seen), {
      remedy: vaultRemedy(seen),
      compared: [1, 2],
      isNoneThere: valueOf(seen.vault) === undefined,
    }),
    check('roles', t('Roles at the vault'), verifyRoles(seen), { remedy: rolesRemedy(seen) }),
  ];
}

/** The names of the vault's secrets that the class lists or its SecretSyncs fetch. */
export function secretsInUse(seen: Observation): readonly string[] {
  const own = countingClass(seen);
  if (!own) return [];
  const listed = listedSecrets(own).map(({ name }) => name);
  return [...new Set([...listed, ...syncsOn(own, seen).flatMap(sourcesOf)])];
}

function onSecrets(seen: Observation): readonly LooseCheck[] {
  const store = verifySecretStore(seen);
  const own = countingClass(seen);
  const providerClass = checkProviderClass(seen);
  const syncs = own ? syncsOn(own, seen) : [];
  const unmapped = unmappedSecrets(seen);
  return [
    check('providerClass', t('Secret provider class'), providerClass, {
      remedy: classRemedy(),
      compared: firstTwo,
      isNoneThere:
        providerClass.state === 'failed' ||
        valueOf(seen.identity) === undefined ||
        valueOf(seen.vault) === undefined,
    }),
    reference(seen),
    check('instance', t('Instance'), instanceCheck(seen), {
      remedy: instanceRemedy(),
    }),
    check('secretStore', t('Secret Store extension'), store, { remedy: storeRemedy(store) }),
    ...(own
      ? [
          check('objects', t('List of secrets'), verifyObjects(own, seen), {
            remedy: listRemedy(own),
          }),
        ]
      : []),
    ...secretsInUse(seen).map((name) => {
      const finding = verifyVaultSecret(name, seen);
      const isUnmapped = own && unmapped.includes(name);
      return check(
        `secret ${name}`,
        t('Secret {0}', name),
        isUnmapped ? unmappedSecret(name, own, seen) : finding,
        {
          remedy: isUnmapped
            ? unmappedRemedy(name)
            : secretRemedy(name, secretProblem(name, seen), valueOf(seen.vault)),
        },
      );
    }),
    ...(own
      ? syncs.map((sync) => {
          const finding = verifySync(sync, own, seen);
          return check(`sync ${sync.name}`, t('SecretSync {0}', sync.name), finding, {
            remedy: mappingRemedy(sync, own, seen) ?? syncRemedy(sync),
          });
        })
      : []),
    ...(seen.secretSyncs.kind === 'unknown'
      ? [check('syncs', t('SecretSyncs'), unknownFinding(seen.secretSyncs.because))]
      : []),
    ...straySyncs(seen).map((sync) =>
      check(`sync ${sync.name}`, t('SecretSync {0}', sync.name), strayFinding(sync, seen), {
        remedy: strayRemedy(sync, seen),
      }),
    ),
  ];
}

/** Whether secret synchronization is on, or meant to be: then a part that is missing is broken. */
export function isWanted(seen: Observation): boolean {
  const instance = valueOf(seen.instance);
  if (instance?.defaultClassId !== undefined) return true;
  const own = currentClass(instance, valueOf(seen.providerClasses) ?? []);
  return (
    own !== undefined && (instance ? sameId(own.customLocationId, instance.customLocationId) : true)
  );
}

/** Nothing else is written before the extension that is to carry the secrets works. */
function storeFirst(loose: LooseCheck, seen: Observation): LooseCheck {
  if (loose.remedy?.kind !== 'repairSecretSync' && loose.remedy?.kind !== 'enableSecretSync') {
    return loose;
  }
  const first = t('Mend the Secret Store extension on the cluster first; then verify again.');
  const mend = storeRemedy(verifySecretStore(seen));
  return {
    ...loose,
    remedy:
      mend.kind === 'openInPortal'
        ? portalRemedy(first, valueOf(seen.cluster)?.id)
        : { ...mend, sentence: t('First the Secret Store extension. {0}', mend.sentence) },
  };
}

/** Everything along the chain, in the order in which one depends on the other. */
export function chainChecks(
  seen: Observation,
  knowledge?: ApiServerKnowledge,
): readonly LooseCheck[] {
  const secrets = onSecrets(seen);
  const [first, rest] = isDangling(seen)
    ? [[reference(seen)], secrets.filter(({ id }) => id !== 'reference')]
    : [[], secrets];
  const all = [...onCluster(seen, knowledge), ...first, ...onTrust(seen), ...rest];
  return isBroken(verifySecretStore(seen)) ? all.map((each) => storeFirst(each, seen)) : all;
}
