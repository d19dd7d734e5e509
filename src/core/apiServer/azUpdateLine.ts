import { parseArmId } from '../model/armId';
import type { Cluster } from '../observe/observation';
import { quoteSh } from '../shell/quote';

/** Which cluster a line is about. */
const target = ({ id, name }: Cluster): string => {
  const parsed = parseArmId(id);
  return [
    `--subscription ${quoteSh(parsed?.subscriptionId ?? '')}`,
    `--resource-group ${quoteSh(parsed?.resourceGroup ?? '')}`,
    `--name ${quoteSh(name)}`,
  ].join(' ');
};

/** Brings the agents to the newest version; by helm, too. */
export const azUpgradeLine = (cluster: Cluster): string =>
  `az connectedk8s upgrade ${target(cluster)}`;

/** Lets Azure Arc bring the agents to each new version by itself. */
export const azAutoUpgradeLine = (cluster: Cluster): string =>
  `az connectedk8s update ${target(cluster)} --auto-upgrade true`;

/**
 * The Azure CLI's way to turn both settings on. Beside Azure it also updates the agents in the cluster
 * by helm, and therefore needs a kubeconfig with administrator's rights.
 *
 * @see https://learn.microsoft.com/cli/azure/connectedk8s#az-connectedk8s-update
 */
export function azUpdateLine(cluster: Cluster): string {
  const { selfHostedIssuerUrl } = cluster;
  return [
    `az connectedk8s update ${target(cluster)}`,
    '--enable-oidc-issuer --enable-workload-identity',
    // Given the first flag alone, the Azure CLI drops what was there.
    ...(selfHostedIssuerUrl === undefined
      ? []
      : [`--self-hosted-issuer ${quoteSh(selfHostedIssuerUrl)}`]),
  ].join(' ');
}
