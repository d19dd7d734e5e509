import { t } from '@vscode/l10n';
import type { IssuerContext, IssuerReader } from '../ports';
import type { Cluster, ResolvedIssuer } from './observation';

const withoutSlash = (url: string): string => (url.endsWith('/') ? url.slice(0, -1) : url);

/** Equal, or different by exactly one slash at the end. */
export const sameButForSlash = (a: string, b: string): boolean =>
  withoutSlash(a) === withoutSlash(b);

/** The issuer that counts for a cluster: its own, else the one that Arc published; none while it is off. */
export const publishedIssuer = (cluster: Cluster): string | undefined =>
  cluster.isOidcEnabled ? (cluster.selfHostedIssuerUrl ?? cluster.issuerUrl) : undefined;

/** Azure Arc keeps the document of an issuer under its URL without the slash, and nowhere else. */
const arcHosts = /\.oic\.prod-arc\.azure\.com$|^oidcdiscovery-.*\.azurefd\.net$/;

const isArcs = (issuer: string): boolean =>
  URL.canParse(issuer) && arcHosts.test(new URL(issuer).hostname);

const discoveryUrl = (issuer: string): string => `${issuer}/.well-known/openid-configuration`;

/**
 * Finds the exact issuer string that the cluster's tokens carry. Azure Resource Manager may show it
 * with or without a trailing slash; Microsoft Entra compares byte for byte. The discovery document
 * decides, if it differs from ARM's value by nothing but that slash; on any failure ARM's value is
 * taken as it is and marked as not verified.
 *
 * @see https://openid.net/specs/openid-connect-discovery-1_0.html section 4
 */
export async function resolveIssuer(
  issuers: IssuerReader,
  published: string,
  context: IssuerContext,
): Promise<ResolvedIssuer> {
  const bare = withoutSlash(published);
  const urls = [discoveryUrl(bare)];
  // Only a document served under "…//.well-known" knows an issuer that ends with a slash strictly.
  if (bare !== published && !isArcs(published)) urls.push(discoveryUrl(published));
  let because = '';
  let named: string | undefined;
  let isRefuted = false;
  let isPrivate = false;
  for (const url of urls) {
    const answer = await issuers.read(url, context);
    if (answer.kind !== 'document') {
      because ||= answer.because.replace(/\.$/, '');
      isRefuted = answer.kind === 'invalid';
      isPrivate = answer.isPrivate === true;
      // A host that does not answer will not answer the second address either.
      if (answer.kind !== 'invalid') break;
      continue;
    }
    if (sameButForSlash(answer.issuer, published)) {
      return { issuer: answer.issuer, published, isVerified: true };
    }
    because = t('the discovery document names another issuer, {0}', answer.issuer);
    named = answer.issuer;
    isRefuted = true;
    break;
  }
  return {
    issuer: published,
    published,
    isVerified: false,
    because,
    ...(named === undefined ? {} : { named }),
    ...(isRefuted ? { isRefuted } : {}),
    ...(isPrivate ? { isPrivate } : {}),
  };
}
