import { t } from '@vscode/l10n';
import { evidence, unknownFinding } from '../checks/evidence';
import { checkVault } from '../checks/secretSync';
import { valueOf, type Fact } from '../model/fact';
import type { Finding } from '../model/finding';
import { currentClass } from '../observe/currentClass';
import type { Observation } from '../observe/observation';
import type { Vault } from '../ports';

/** The vault: there, in RBAC mode, of the right tenant, open to the cluster. */
export function verifyVault(seen: Observation): Finding {
  const finding = checkVault(seen);
  const vault = valueOf(seen.vault);
  if (vault) return ofVault(vault, finding, seen.vault);
  if (seen.vault.kind !== 'absent') return finding;
  const named = currentClass(
    valueOf(seen.instance),
    valueOf(seen.providerClasses) ?? [],
  )?.vaultName;
  if (named === undefined) return finding;
  const shown = [
    evidence(t('Class names vault'), named, seen.providerClasses),
    evidence(t('Vaults of that name'), t('none'), seen.vault),
  ];
  const deleted = seen.chain?.deletedVault;
  if (deleted?.kind === 'known') {
    return {
      state: 'drifted',
      words: t('Deleted, can be recovered'),
      advice: t(
        'Key vault {0} was deleted and is kept in {1}. Recovering it brings its secrets back, but not its role assignments.',
        deleted.value.name,
        deleted.value.location,
      ),
      evidence: [
        ...shown,
        evidence(t('Deleted vault'), deleted.value.id, deleted),
        ...(deleted.value.purgedAtMs === undefined
          ? []
          : [evidence(t('Kept until'), new Date(deleted.value.purgedAtMs).toISOString(), deleted)]),
      ],
    };
  }
  if (deleted?.kind === 'unknown') return { ...unknownFinding(deleted.because), evidence: shown };
  return {
    state: 'drifted',
    words: t('No such vault'),
    advice: t(
      'No key vault of this tenant that your account can see is called {0}, as the provider class names it.',
      named,
    ),
    evidence: shown,
  };
}

/** What of a vault that is there only a verification asks. */
function ofVault(vault: Vault, finding: Finding, read: Fact<Vault>): Finding {
  if (vault.provisioningState.toLowerCase() === 'registeringdns') {
    return {
      state: 'inProgress',
      words: t('Its name is being registered'),
      advice: t('Key vault {0} is new: its host name can be found in a few minutes.', vault.name),
      evidence: [...finding.evidence, evidence('provisioningState', vault.provisioningState, read)],
    };
  }
  const access = evidence(
    t('Public access'),
    vault.publicNetworkAccess === 'disabled'
      ? t('off')
      : vault.firewallDefault === 'deny'
        ? t('by rules of its firewall')
        : t('on'),
    read,
  );
  const shown = [...finding.evidence, access];
  if (!vault.isRbac) {
    return {
      ...finding,
      advice: [
        finding.advice ?? '',
        t(
          'Scripts make such vaults by versions of the Key Vault API before 2026-02-01, which retire on 27 February 2027.',
        ),
      ].join(' '),
      evidence: shown,
    };
  }
  return finding.state === 'notProved' && vault.hasWayIn === false
    ? {
        state: 'drifted',
        words: t('Closed to every network'),
        advice: t(
          'Key vault {0} has neither public access nor a rule or private endpoint that lets the cluster in. Add one that does.',
          vault.name,
        ),
        evidence: [...shown, evidence(t('Rules and private endpoints'), t('none'), read)],
      }
    : { ...finding, evidence: shown };
}

/** Whether a change of the network settings would mend it, not another vault. */
export const isShut = (seen: Observation): boolean => {
  const vault = valueOf(seen.vault);
  return vault !== undefined && checkVault(seen).state === 'notProved';
};
