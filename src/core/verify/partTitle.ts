import { t } from '@vscode/l10n';
import type { CardId, LinkId, PartId } from './verification';

export function cardTitle(id: CardId): string {
  switch (id) {
    case 'issuer':
      return t('Cluster issuer');
    case 'credential':
      return t('Federated credential');
    case 'identity':
      return t('Managed identity');
    case 'vault':
      return t('Key vault');
    case 'providerClass':
      return t('Provider class');
    case 'instance':
      return t('Instance');
    case 'secrets':
      return t('Kubernetes secrets');
  }
}

const ends: Readonly<Record<LinkId, readonly [from: CardId, to: CardId]>> = {
  issuerToCredential: ['issuer', 'credential'],
  credentialToIdentity: ['credential', 'identity'],
  identityToVault: ['identity', 'vault'],
  vaultToProviderClass: ['vault', 'providerClass'],
  providerClassToInstance: ['providerClass', 'instance'],
  instanceToSecrets: ['instance', 'secrets'],
};

const isLink = (id: PartId): id is LinkId => id in ends;

/** `Cluster issuer ↔ Federated credential` of a link; of a card its title. */
export const partTitle = (id: PartId): string =>
  isLink(id) ? ends[id].map(cardTitle).join(' ↔ ') : cardTitle(id);
