import { parseArmId } from '../model/armId';
import type { Cluster } from '../observe/observation';
import { quoteSh } from '../shell/quote';

/**
 * The Azure CLI's way to turn both settings on. Beside Azure it also updates the agents in the cluster
 * by helm, and therefore needs a kubeconfig with administrator's rights.
 *
 * @see https://learn.microsoft.com/cli/azure/connectedk8s#az-connectedk8s-update
 */
export function azUpdateLine({ id, name, selfHostedIssuerUrl }: Cluster): string {
  const parsed = parseArmId(id);
  return [
    'az connectedk8s update',
    `--subscription ${quoteSh(parsed?.subscriptionId ?? '')}`,
    `--resource-group ${quoteSh(parsed?.resourceGroup ?? '')}`,
    `--name ${quoteSh(name)}`,
    '--enable-oidc-issuer --enable-workload-identity',
    // Given the first flag alone, the Azure CLI drops what was there.
    ...(selfHostedIssuerUrl === undefined
      ? []
      : [`--self-hosted-issuer ${quoteSh(selfHostedIssuerUrl)}`]),
  ].join(' ');
}
