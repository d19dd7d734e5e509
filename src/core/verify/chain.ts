import { t } from '@vscode/l10n';
import { checkApiServer } from '../apiServer/checkApiServer';
import type { ApiServerKnowledge } from '../apiServer/knowledge';
import {
  checkAgents,
  checkConnectivity,
  checkIssuer,
  checkOidcFlag,
  checkWorkloadIdentity,
} from '../checks/cluster';
import { checkDefaultReference, checkProviderClass, ownClass } from '../checks/secretSync';
import { sameId } from '../model/armId';
import { evidence, unknownFinding } from '../checks/evidence';
import { provisioning } from '../checks/provisioning';
import { valueOf } from '../model/fact';
import { stringAt } from '../model/json';
import type { Finding } from '../model/finding';
import { serviceAccounts } from '../names';
import { currentClass } from '../observe/currentClass';
import type { Observation, ProviderClass } from '../observe/observation';
import { markDifference } from './difference';
import {
  agentsRemedy,
  apiServerRemedy,
  chooseRemedy,
  classRemedy,
  clusterRemedy,
  credentialRemedy,
  objectsRemedy,
  portalRemedy,
  referenceRemedy,
  rolesRemedy,
  syncRemedy,
} from './remedies';
import {
  listedSecrets,
  sourcesOf,
  syncsOn,
  verifyObjects,
  verifySecretStore,
  verifySync,
  verifyVaultSecret,
} from './syncs';
import { verifyCredential, verifyIdentity } from './trust';
import { verifyRoles, verifyVault } from './vault';
import type { Check, Remedy } from './verification';

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
  } = {},
): LooseCheck {
  const { remedy, compared = [0, 1] } = more;
  const isWell = finding.state === 'done' || finding.state === 'inProgress';
  return {
    id,
    title,
    finding,
    values:
      finding.state === 'drifted' || finding.state === 'failed'
        ? markDifference(finding.evidence, ...compared)
        : finding.evidence,
    ...(remedy && !isWell && finding.state !== 'unknown' ? { remedy } : {}),
  };
}

/** What nobody has confirmed may be right all the same: it is a claim that is missing, not a link. */
function claimed(finding: Finding): Finding {
  return finding.state === 'notStarted' ? { ...finding, state: 'notProved' } : finding;
}

/** Azure Arc publishes an issuer within minutes; after so long it has not worked. */
const issuerLateMs = 15 * 60_000;

/** Since when the cluster's settings are as they are, if Azure says so. */
const changedAtMs = (seen: Observation): number =>
  Date.parse(stringAt(valueOf(seen.cluster)?.body, 'systemData', 'lastModifiedAt') ?? '');

function issuerCheck(seen: Observation): Finding {
  const finding = checkIssuer(seen);
  const name = valueOf(seen.cluster)?.name ?? '';
  if (finding.state === 'inProgress' && seen.endedAtMs - changedAtMs(seen) > issuerLateMs) {
    return {
      ...finding,
      state: 'failed',
      words: t('Not published'),
      advice: t(
        'The OIDC issuer of {0} has been on for more than 15 minutes, but Azure Arc shows no issuer URL. Let the agents be updated by the Azure CLI.',
        name,
      ),
    };
  }
  const issuer = valueOf(seen.issuer);
  return issuer?.isRefuted && finding.state === 'unknown'
    ? {
        state: 'failed',
        words: t('Discovery document is wrong'),
        advice: t(
          'Microsoft Entra fetches the document behind the issuer to check tokens, and gets none that fits: {0}',
          issuer.because ?? '',
        ),
        evidence: finding.evidence,
      }
    : finding;
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
      }
    : finding;
}

const onCluster = (seen: Observation, knowledge?: ApiServerKnowledge): readonly LooseCheck[] => [
  check('connectivity', t('Cluster reachable'), checkConnectivity(seen)),
  check('oidc', t('OIDC issuer'), checkOidcFlag(seen), { remedy: clusterRemedy(seen) }),
  check('workloadIdentity', t('Workload identity'), checkWorkloadIdentity(seen), {
    remedy: clusterRemedy(seen),
  }),
  check('agents', t('Arc agents'), checkAgents(seen), { remedy: agentsRemedy() }),
  check('issuer', t('Issuer published'), issuerCheck(seen), { remedy: agentsRemedy() }),
  check('apiServer', t('API server signs with it'), claimed(checkApiServer(seen, knowledge)), {
    remedy: apiServerRemedy(seen),
  }),
];

const reference = (seen: Observation): LooseCheck =>
  check('reference', t('Default reference'), referenceCheck(seen), {
    remedy: isDangling(seen) ? chooseRemedy() : referenceRemedy(),
  });

const onTrust = (seen: Observation): readonly LooseCheck[] => [
  check('identity', t('Managed identity'), verifyIdentity(seen), { remedy: chooseRemedy() }),
  check(
    'credential',
    t('Federated credential'),
    verifyCredential(seen, seen, serviceAccounts.secretSync),
    { remedy: credentialRemedy(seen) },
  ),
  check('vault', t('Key vault'), verifyVault(seen), { remedy: chooseRemedy(), compared: [-1, -1] }),
  check('roles', t('Roles at the vault'), verifyRoles(seen), {
    remedy: rolesRemedy(),
    compared: [-1, -1],
  }),
];

/** The class that counts: what the instance names by default, even if another one would be right. */
const countingClass = (seen: Observation): ProviderClass | undefined =>
  currentClass(valueOf(seen.instance), valueOf(seen.providerClasses) ?? []) ?? ownClass(seen);

function onSecrets(seen: Observation): readonly LooseCheck[] {
  const own = countingClass(seen);
  const syncs = own ? syncsOn(own, seen) : [];
  const mapped = syncs.flatMap(sourcesOf);
  const listed = own ? listedSecrets(own).map(({ name }) => name) : [];
  return [
    check('providerClass', t('Secret provider class'), checkProviderClass(seen), {
      remedy: classRemedy(),
      compared: [-1, -1],
    }),
    reference(seen),
    check('instance', t('Instance'), instanceCheck(seen), { compared: [-1, -1] }),
    check('secretStore', t('Secret Store extension'), verifySecretStore(seen), {
      remedy: portalRemedy(
        t(
          'Look at the extension on the cluster; Azure IoT Operations installs it with its instance.',
        ),
      ),
      compared: [-1, -1],
    }),
    ...(own
      ? [
          check('objects', t('List of secrets'), verifyObjects(own, seen), {
            compared: [-1, -1],
          }),
        ]
      : []),
    ...[...new Set([...listed, ...mapped])].map((name) =>
      check(`secret ${name}`, t('Secret {0}', name), verifyVaultSecret(name, seen), {
        remedy: portalRemedy(
          t('Set, enable or recover {0} in the vault.', name),
          valueOf(seen.vault)?.id,
        ),
        compared: [-1, -1],
      }),
    ),
    ...(own
      ? syncs.map((sync) => {
          const finding = verifySync(sync, own, seen);
          return check(`sync ${sync.name}`, t('SecretSync {0}', sync.name), finding, {
            remedy: isUnlisted(sync, own, seen) ? objectsRemedy() : syncRemedy(sync),
            compared: [-1, -1],
          });
        })
      : []),
  ];
}

type Sync = ReturnType<typeof syncsOn>[number];

/** A secret is mapped that the class does not list. */
function isUnlisted(sync: Sync, own: ProviderClass, seen: Observation): boolean {
  const listed = new Set(listedSecrets(own).map(({ name }) => name));
  return (
    verifyObjects(own, seen).state === 'done' && sourcesOf(sync).some((name) => !listed.has(name))
  );
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

/** Everything along the chain, in the order in which one depends on the other. */
export function chainChecks(
  seen: Observation,
  knowledge?: ApiServerKnowledge,
): readonly LooseCheck[] {
  const secrets = onSecrets(seen);
  const [first, rest] = isDangling(seen)
    ? [[reference(seen)], secrets.filter(({ id }) => id !== 'reference')]
    : [[], secrets];
  return [...onCluster(seen, knowledge), ...first, ...onTrust(seen), ...rest];
}
