import { t } from '@vscode/l10n';
import type { Vault } from '../ports';

/** Whether a vault can hold the secrets of an instance. */
export type VaultFitness =
  | { readonly kind: 'fit' }
  /** It cannot; what to do instead. */
  | { readonly kind: 'unfit'; readonly because: string }
  /** Only if the cluster has a way in that Azure does not show. */
  | { readonly kind: 'closed'; readonly because: string };

export const policyAdvice = ({ name }: Vault): string =>
  t(
    'Key vault {0} decides by access policies, so roles have no effect there. Choose a vault with Azure role-based access control, or switch this one over with “Switch Key Vault to Azure RBAC…”: that voids all its policies at once.',
    name,
  );

/** Public access is off, or the firewall lets in only what a rule names. */
export const isClosed = ({ publicNetworkAccess, firewallDefault }: Vault): boolean =>
  publicNetworkAccess === 'disabled' || firewallDefault === 'deny';

export const closedAdvice = ({ name, publicNetworkAccess }: Vault): string =>
  publicNetworkAccess === 'disabled'
    ? t(
        'Key vault {0} allows no public access. The cluster reaches it only by a private endpoint whose name its DNS resolves; the Azure Arc gateway does not carry this traffic.',
        name,
      )
    : t(
        'The firewall of key vault {0} lets in only networks that a rule names. The cluster reaches it only if a rule covers the address from which it goes out, or by a private endpoint.',
        name,
      );

/** Judges a vault, as it was read just now, for an instance of the tenant. */
export function vaultFitness(vault: Vault, tenantId: string): VaultFitness {
  if (!vault.isRbac) return { kind: 'unfit', because: policyAdvice(vault) };
  if (vault.tenantId.toLowerCase() !== tenantId.toLowerCase()) {
    return {
      kind: 'unfit',
      because: t(
        'Key vault {0} trusts tenant {1}, the instance belongs to tenant {2}. Choose a vault of the same tenant.',
        vault.name,
        vault.tenantId,
        tenantId,
      ),
    };
  }
  return isClosed(vault) ? { kind: 'closed', because: closedAdvice(vault) } : { kind: 'fit' };
}
