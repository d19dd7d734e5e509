import { t } from '@vscode/l10n';
import { UserFacingError } from '../errors';
import type { Cluster, ResolvedIssuer } from '../observe/observation';
import { publishedIssuer, resolveIssuer } from '../observe/resolveIssuer';
import { readCluster } from '../plans/enableClusterIdentity';
import type { Azure, RequestContext } from '../ports';
import { apiServerGuidance, apiServerKind } from './guidance';

/** A cluster whose API server can be confirmed, and the issuer that it has to sign with. */
export interface ConfirmTarget {
  readonly cluster: Cluster;
  readonly wanted: ResolvedIssuer;
}

/** The platform configures the API server: nobody has to confirm it. */
export const isManaged = ({ cluster }: ConfirmTarget): boolean =>
  apiServerKind(cluster) === 'managed';

/**
 * Reads the cluster and resolves its issuer. That of a platform is of interest only where it may not be
 * read without the user's word.
 *
 * @throws {UserFacingError} there is nothing to confirm, or not yet
 */
export async function readConfirmTarget(
  azure: Azure,
  clusterId: string,
  context: RequestContext,
): Promise<ConfirmTarget> {
  const cluster = await readCluster(azure, clusterId, context);
  if (apiServerKind(cluster) !== 'managed') return withIssuer(azure, cluster, context);
  const target =
    publishedIssuer(cluster) === undefined ? undefined : await withIssuer(azure, cluster, context);
  if (target?.wanted.isPrivate === true) return target;
  throw new UserFacingError(apiServerGuidance(cluster));
}

/**
 * Reads a cluster of k3s and resolves its issuer.
 *
 * @throws {UserFacingError} it is no k3s: what applies there; or there is no issuer yet
 */
export async function readK3sTarget(
  azure: Azure,
  clusterId: string,
  context: RequestContext,
): Promise<ConfirmTarget> {
  const cluster = await readCluster(azure, clusterId, context);
  if (apiServerKind(cluster) !== 'k3s') throw new UserFacingError(apiServerGuidance(cluster));
  return withIssuer(azure, cluster, context);
}

/** @throws {UserFacingError} the cluster has not published its issuer */
async function withIssuer(
  azure: Azure,
  cluster: Cluster,
  context: RequestContext,
): Promise<ConfirmTarget> {
  const published = publishedIssuer(cluster);
  if (published === undefined) {
    throw new UserFacingError(
      t(
        '{0} has not published an issuer yet. Enable the OIDC issuer first, and wait until its URL is there.',
        cluster.name,
      ),
    );
  }
  const issuerContext = { ...context, clusterId: cluster.id };
  return { cluster, wanted: await resolveIssuer(azure.issuers, published, issuerContext) };
}
