import type { Check, RemedyKind, Verification } from '../../../../src/core/verify/verification';

/** Each shows what it writes and waits until that is agreed to. */
const repairs: readonly (RemedyKind | undefined)[] = [
  'enableClusterIdentity',
  'repairSecretSync',
  'enableSecretSync',
  'listMissingObjects',
  'repairSync',
  'mapSecret',
  'liftConditions',
  'rewriteInstance',
  'repairSecretStore',
  'letClusterIn',
  'switchToRbac',
  'restoreSecret',
  'syncNow',
  'assignCloudIdentity',
  'removeCloudIdentity',
  'useIdentityInEndpoint',
  'grantAccess',
];

/** What no write to Azure Resource Manager mends: by which check, where its remedy leads, and why. */
const beyondAzure: readonly (readonly [check: RegExp, kind: RemedyKind | undefined])[] = [
  // Power, network or the cluster's own certificate.
  [/^connectivity$/, undefined],
  // The agents and what they publish: helm, on a machine with kubeconfig.
  [/^agents$/, 'updateByAzureCli'],
  [/^agents$/, 'checkPrerequisites'],
  [/^issuer$/, 'updateByAzureCli'],
  // A setting of each server node.
  [/^apiServer$/, 'configureApiServer'],
  [/^apiServer$/, 'confirmApiServer'],
  // Which network the cluster comes from only people know: a rule or an endpoint is theirs to make.
  [/^vault$/, 'openInPortal'],
  // A new value is for those to set who know it.
  [/^secret /, 'openInPortal'],
];

const isDeviant = ({ finding: { state } }: Check): boolean =>
  state === 'drifted' || state === 'failed';

/** What deviates and has no repair, though one could be made. */
export const unrepaired = ({ checks, cloud }: Verification): readonly string[] =>
  [...checks, ...cloud]
    .filter(isDeviant)
    .filter(({ remedy }) => !repairs.includes(remedy?.kind))
    .filter(
      ({ id, remedy }) =>
        !beyondAzure.some(([check, kind]) => check.test(id) && kind === remedy?.kind),
    )
    .map(({ id, finding, remedy }) => `${id}: ${finding.words}: ${remedy?.kind ?? 'none'}`);
