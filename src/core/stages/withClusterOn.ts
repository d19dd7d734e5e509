import { known } from '../model/fact';
import type { Observation } from '../observe/observation';
import { issuerToCome } from '../plan/placeholders';
import type { ClusterChoice } from './cluster';

/** The observation as it will be once the cluster's settings are on and its issuer is published. */
export function withClusterOn(
  seen: Observation,
  { selfHostedIssuerUrl }: ClusterChoice,
): Observation {
  const { cluster, issuer } = seen;
  if (cluster.kind !== 'known') return seen;
  const published = selfHostedIssuerUrl ?? issuerToCome();
  return {
    ...seen,
    cluster: {
      ...cluster,
      value: {
        ...cluster.value,
        isOidcEnabled: true,
        isWorkloadIdentityEnabled: true,
        provisioningState: 'Succeeded',
        agentState: 'Succeeded',
        ...(selfHostedIssuerUrl === undefined ? {} : { selfHostedIssuerUrl }),
      },
    },
    issuer:
      issuer.kind === 'absent' || selfHostedIssuerUrl !== undefined
        ? known({ issuer: published, published, isVerified: true }, 'plan', seen.endedAtMs)
        : issuer,
  };
}
