import { t } from '@vscode/l10n';
import { ownHeldUnderCondition } from '../checks/conditionalRoles';
import { missingRoles, ownCredential } from '../checks/secretSync';
import { valueOf } from '../model/fact';
import type { Finding } from '../model/finding';
import { isAgentTooOld, setElsewhere } from '../checks/cluster';
import { apiServerKind } from '../apiServer/guidance';
import { stringAt } from '../model/json';
import type { Observation, ProviderClass, SecretSync } from '../observe/observation';
import type { Vault } from '../ports';
import { withIndents } from './classObjects';
import { objectsWithListed } from '../steps/listSecrets';
import { conditionalRole } from './roles';
import { isListedFor, mappingProblem, verifyObjects, wantedOf, type SecretProblem } from './syncs';
import { isShut } from './vault';
import type { Remedy } from './verification';

const repair = (label: string, sentence: string): Remedy => ({
  kind: 'repairSecretSync',
  label,
  sentence,
});

export function clusterRemedy(seen: Observation): Remedy | undefined {
  const cluster = valueOf(seen.cluster);
  if (!cluster || setElsewhere(cluster)) return undefined;
  if (isAgentTooOld(cluster.agentVersion)) {
    return {
      kind: 'checkPrerequisites',
      label: t('Check Prerequisites…'),
      sentence: t(
        'Upgrade the Arc agents first, on a machine with kubeconfig and helm: the list of prerequisites has the command. Then both settings can be turned on.',
      ),
    };
  }
  return {
    kind: 'enableClusterIdentity',
    label: t('Enable OIDC Issuer and Workload Identity…'),
    sentence: t(
      'One write turns both on; everything else of the cluster stays. The agents need 2 to 5 minutes.',
    ),
  };
}

export const agentsRemedy = (): Remedy => ({
  kind: 'updateByAzureCli',
  label: t('Update Cluster by Azure CLI…'),
  sentence: t(
    'Run the command on a machine with kubeconfig and helm: it updates the agents in the cluster.',
  ),
});

export function apiServerRemedy(seen: Observation): Remedy {
  const cluster = valueOf(seen.cluster);
  return cluster && apiServerKind(cluster) === 'k3s'
    ? {
        kind: 'configureApiServer',
        label: t('Configure k3s API Server…'),
        sentence: t(
          'Set service-account-issuer on every server node and restart k3s; running pods go on. Nothing is written to Azure.',
        ),
      }
    : {
        kind: 'confirmApiServer',
        label: t('Confirm API Server Issuer…'),
        sentence: t(
          'Configure the API server as its distribution has it, then look at it by kubectl.',
        ),
      };
}

/** Corrects a credential that is nearly right under its own name; else adds one. */
export function credentialRemedy(seen: Observation): Remedy {
  const own = ownCredential(seen);
  const want = valueOf(seen.issuer)?.issuer;
  return own
    ? repair(
        t('Repair Credential…'),
        own.issuer === want
          ? t(
              'Correct credential {0} under its name. One write; nothing else changes. Takes effect in under a minute.',
              own.name,
            )
          : t(
              'Rewrite the issuer of credential {0}. One write; nothing else changes. Takes effect in under a minute.',
              own.name,
            ),
      )
    : repair(
        t('Repair Credential…'),
        t(
          'Add the credential that is missing. One write; the others stay. Takes effect in under a minute.',
        ),
      );
}

/**
 * Beside a role that holds only under a condition, one without is assigned where that is possible: Azure
 * takes no second assignment of the same role at the same resource.
 */
export function rolesRemedy(seen: Observation): Remedy {
  const held = ownHeldUnderCondition(seen).map(({ roleId }) => roleId);
  const missing = missingRoles(seen) ?? [];
  const isAllHeld = missing.length > 0 && missing.every(({ id }) => held.includes(id));
  if (isAllHeld) {
    return {
      kind: 'liftConditions',
      label: t('Remove Condition from Roles…'),
      sentence: t(
        'Take the condition from the role, which stays under its name: Azure takes no second one beside it. Somebody has set it, so ask why; you type the vault’s name first. Up to two writes; takes effect in 1 to 10 minutes.',
      ),
    };
  }
  return repair(
    t('Grant Roles…'),
    conditionalRole(seen) === undefined
      ? t(
          'Assign the missing roles at the vault. Up to two writes; takes effect in 1 to 10 minutes.',
        )
      : t(
          'Assign the roles at the vault itself, without a condition; those with one stay as they are. Up to two writes; takes effect in 1 to 10 minutes.',
        ),
  );
}

export const classRemedy = (): Remedy =>
  repair(
    t('Repair Provider Class…'),
    t(
      'Let the class name the identity, the vault and the tenant. One write; its list of secrets stays.',
    ),
  );

export const referenceRemedy = (): Remedy =>
  repair(
    t('Repair Default Class…'),
    t('Let the instance name its provider class. One write; all else of the instance stays.'),
  );

/** What the last write wanted may be there or not: the same again tells. */
export const instanceRemedy = (): Remedy => ({
  kind: 'rewriteInstance',
  label: t('Write Instance Again…'),
  sentence: t('Write the instance as it is now once more. One write; nothing of it changes.'),
});

/** Its installation can be tried again; an extension that is not there comes with the instance. */
export const storeRemedy = (finding: Finding): Remedy =>
  finding.state === 'failed'
    ? {
        kind: 'repairSecretStore',
        label: t('Repair Secret Store Extension…'),
        sentence: t(
          'Have Azure Arc install it once more, with its own configuration, and write the provider class again if that failed with it. Up to two writes; it takes 1 to 10 minutes.',
        ),
      }
    : portalRemedy(
        t(
          'Look at the extension on the cluster; Azure IoT Operations installs it with its instance.',
        ),
      );

/** Another vault would not help: this one has to let the cluster in. */
function networkRemedy(vault: Vault | undefined): Remedy {
  const isShutByOneSwitch =
    vault?.publicNetworkAccess === 'disabled' &&
    vault.firewallDefault === 'allow' &&
    vault.hasWayIn === false;
  return isShutByOneSwitch
    ? {
        kind: 'letClusterIn',
        label: t('Let Cluster Reach Key Vault…'),
        sentence: t(
          'Add a private endpoint, in the vault’s networking: it keeps all others out. Or allow public access: one write, for which the vault’s name is typed.',
        ),
      }
    : portalRemedy(
        t(
          'Let the address of the cluster in by a rule, or add a private endpoint, in the vault’s networking.',
        ),
        vault?.id,
      );
}

/** Another vault would have to be filled with secrets first; this one has them. */
const rbacRemedy = (): Remedy => ({
  kind: 'switchToRbac',
  label: t('Switch Key Vault to Azure RBAC…'),
  sentence: t(
    'Assign the identity the roles that it lacks, then let roles decide. Up to three writes, for which the vault’s name is typed. All access policies stop counting at once: the review lists who has one. To leave the vault to them, choose another one with “Enable Secret Synchronization…”.',
  ),
});

/** Whether the vault would do, if roles decided there. */
function isOnlyByPolicies(seen: Observation): boolean {
  const vault = valueOf(seen.vault);
  const tenantId = valueOf(seen.identity)?.tenantId;
  return (
    vault?.isRbac === false &&
    tenantId !== undefined &&
    vault.tenantId.toLowerCase() === tenantId.toLowerCase()
  );
}

/** What is wrong with the vault decides whether it can stay. */
export function vaultRemedy(seen: Observation): Remedy {
  if (isShut(seen)) return networkRemedy(valueOf(seen.vault));
  return isOnlyByPolicies(seen) ? rbacRemedy() : chooseRemedy();
}

/** Vault or identity are gone or cannot be used: they have to be chosen again. */
export const chooseRemedy = (): Remedy => ({
  kind: 'enableSecretSync',
  label: t('Choose Vault and Identity…'),
  sentence: t(
    'Choose, make or recover a key vault and a managed identity; then only what is missing is written.',
  ),
});

export const portalRemedy = (sentence: string, resourceId?: string): Remedy => ({
  kind: 'openInPortal',
  label: t('Open in Portal'),
  sentence,
  ...(resourceId === undefined ? {} : { resourceId }),
});

/** A new value is for people to set; all else of a secret can be mended without seeing it. */
export function secretRemedy(
  name: string,
  problem: SecretProblem | undefined,
  vault: Vault | undefined,
): Remedy {
  switch (problem) {
    case 'absent':
      return {
        kind: 'restoreSecret',
        label: t('Recover Secret…'),
        secretName: name,
        sentence: t(
          'Recover {0} with all its versions, if it was deleted. One write, no value is read. If it was never set, its owner sets it in the vault.',
          name,
        ),
      };
    case 'disabled':
      return {
        kind: 'restoreSecret',
        label: t('Enable Secret…'),
        secretName: name,
        sentence: t(
          'Enable the current version of {0}. One write; its value is neither read nor changed. Somebody has disabled it: ask why first.',
          name,
        ),
      };
    case 'expired':
    case undefined:
      return portalRemedy(
        t('Set a new version of {0} in the vault, with a new value: only its owner can.', name),
        vault?.id,
      );
  }
}

const objectsRemedy = (): Remedy => ({
  kind: 'listMissingObjects',
  label: t('Repair List of Secrets…'),
  sentence: t(
    'Add the secrets, or the versions of them, that are mapped to the list of the provider class. One write; what it lists already stays.',
  ),
});

/** Lets it name a class that is there, or gives each of its keys one secret. */
const syncItselfRemedy = ({ id }: SecretSync, sentence: string): Remedy => ({
  kind: 'repairSync',
  label: t('Repair SecretSync…'),
  resourceId: id,
  sentence,
});

export const strayRemedy = (sync: SecretSync, seen: Observation): Remedy =>
  (valueOf(seen.providerClasses) ?? []).length === 0
    ? chooseRemedy()
    : syncItselfRemedy(
        sync,
        t(
          'Let SecretSync {0} name a provider class that is there, under its own name. One write; its mappings stay.',
          sync.name,
        ),
      );

/** Where the mappings of a SecretSync do not fit, a synchronization would not help. */
export function mappingRemedy(
  sync: SecretSync,
  own: ProviderClass,
  seen: Observation,
): Remedy | undefined {
  if (mappingProblem(sync, own) === undefined) return undefined;
  if (verifyObjects(own, seen).state !== 'done') return listRemedy(own);
  if (!isListedFor(sync, own)) return historyRemedy(sync, own);
  return syncItselfRemedy(
    sync,
    t(
      'Choose which secret has the key that two have, and what becomes of the other. One write; all else of SecretSync {0} stays.',
      sync.name,
    ),
  );
}

/** Whether the list can be made to have all that the SecretSync maps. */
function historyRemedy(sync: SecretSync, own: ProviderClass): Remedy {
  const objects = stringAt(own.body, 'properties', 'objects');
  return objectsWithListed(objects, wantedOf([sync])) === undefined
    ? portalRemedy(
        t(
          'Set objectVersionHistory in the list of {0}: it is not laid out as usual, so it is not changed from here.',
          own.name,
        ),
        own.id,
      )
    : objectsRemedy();
}

export const unmappedRemedy = (name: string): Remedy => ({
  kind: 'mapSecret',
  label: t('Map Secret…'),
  sentence: t(
    'Let a SecretSync bring {0} into its Kubernetes secret, under a key that you choose. One write; its other mappings stay. If nothing needs it, take it from the list instead.',
    name,
  ),
});

/** Where indents alone are missing, they are added; a list that says nothing is for people to write. */
export const listRemedy = ({ id, body }: ProviderClass): Remedy =>
  withIndents(stringAt(body, 'properties', 'objects') ?? '') === undefined
    ? portalRemedy(
        t('Write the list anew on the provider class, each entry indented, with an objectName.'),
        id,
      )
    : {
        ...objectsRemedy(),
        sentence: t(
          'Indent the entries of the list under “array:”. One write; the entries themselves stay as they are.',
        ),
      };

export const syncRemedy = ({ id, name }: SecretSync): Remedy => ({
  kind: 'syncNow',
  label: t('Sync Now…'),
  resourceId: id,
  sentence: t(
    'Ask the Secret Store extension to synchronize {0} now instead of waiting for its next round. One write.',
    name,
  ),
});

/** Nothing to mend where all is well, under way or not to be seen. */
export const isBroken = ({ state }: Finding): boolean =>
  state === 'drifted' || state === 'failed' || state === 'blocked';
