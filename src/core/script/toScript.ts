import { t } from '@vscode/l10n';
import { distributionName } from '../model/distribution';
import { parseArmId, resourceTypes } from '../model/armId';
import { valueOf } from '../model/fact';
import { accessStep, assignStep, cloudIdentityStep, restartStep } from './cloudSteps';
import { apiServerStep, clusterStep, issuerStep, readsIssuer } from './clusterSteps';
import type { ScriptState } from './readScriptState';
import { type ScriptScope } from './scope';
import {
  az,
  note,
  run,
  variable,
  type Script,
  type ScriptStep,
  type Statement,
  type Value,
  type VariableName,
} from './script';
import { identityStep, officerStep, rolesStep, secretSyncStep, vaultStep } from './secretSteps';

const nameOf = (id: string): string => parseArmId(id)?.name ?? id;

type Variables = Script['variables'];

const set = (name: VariableName, ...value: Value): Variables[number] => ({ name, value });

/** Where a resource is, part by part, and its id made of the parts. */
function place(
  name: 'vault' | 'identity' | 'cloudIdentity',
  id: string,
  type: string,
  location: string,
): Variables {
  const parsed = parseArmId(id);
  return [
    set(name, parsed?.name ?? ''),
    set(`${name}Subscription`, parsed?.subscriptionId ?? ''),
    set(`${name}ResourceGroup`, parsed?.resourceGroup ?? ''),
    set(`${name}Location`, location),
    set(
      `${name}Id`,
      '/subscriptions/',
      variable(`${name}Subscription`),
      '/resourceGroups/',
      variable(`${name}ResourceGroup`),
      `/providers/${type}/`,
      variable(name),
    ),
  ];
}

function toVariables(state: ScriptState, scope: ScriptScope): Variables {
  const { target, seen, instance, cluster, location, issuer } = state;
  const { creations = {}, vaultId, identityId, cloudIdentityId } = target;
  const clusterId = parseArmId(cluster.id);
  const instanceId = parseArmId(instance.id);
  const ownIssuer = target.selfHostedIssuerUrl ?? cluster.selfHostedIssuerUrl;
  const cloud = state.cloud?.identity;
  const where = (creation: { readonly location: string } | undefined, found?: string): string =>
    found ?? creation?.location ?? instance.location;
  return [
    set('subscription', instanceId?.subscriptionId ?? ''),
    set('resourceGroup', instanceId?.resourceGroup ?? ''),
    set('instance', instance.name),
    set(
      'instanceId',
      '/subscriptions/',
      variable('subscription'),
      '/resourceGroups/',
      variable('resourceGroup'),
      `/providers/${resourceTypes.instance}/`,
      variable('instance'),
    ),
    set('namespace', location.namespace),
    set('cluster', cluster.name),
    set('clusterSubscription', clusterId?.subscriptionId ?? ''),
    set('clusterResourceGroup', clusterId?.resourceGroup ?? ''),
    ...(ownIssuer === undefined ? [] : [set('ownIssuer', ownIssuer)]),
    ...(issuer.kind === 'known' && !readsIssuer(state, scope)
      ? [set('issuer', issuer.value.issuer)]
      : []),
    ...place(
      'vault',
      vaultId,
      resourceTypes.vault,
      where(creations.vault, valueOf(seen.vault)?.location),
    ),
    ...place(
      'identity',
      identityId,
      resourceTypes.identity,
      where(creations.identity, valueOf(seen.identity)?.location),
    ),
    ...place(
      'cloudIdentity',
      cloudIdentityId,
      resourceTypes.identity,
      where(creations.cloudIdentity, cloud?.location),
    ),
  ];
}

/** What the other steps rely on; nothing of it where nothing is left to do. */
function prerequisites(steps: readonly ScriptStep[]): ScriptStep {
  const title = t('Prerequisites');
  const hasCommands = steps.some(({ statements }) =>
    statements.some(({ kind }) => kind !== 'note' && kind !== 'print'),
  );
  if (!hasCommands) {
    return { id: 'prerequisites', title, skipped: t('no command follows'), statements: [] };
  }
  const extension = (name: string): Statement =>
    run(az('extension add', { name, upgrade: true, output: 'none' }));
  return {
    id: 'prerequisites',
    title,
    statements: [
      extension('connectedk8s'),
      extension('azure-iot-ops'),
      note(t('az writes the tenant of the active subscription into what it makes.')),
      run(az('account set', { subscription: variable('subscription') })),
    ],
  };
}

function toHead(
  state: ScriptState,
  scope: ScriptScope,
  isNothingLeft: boolean,
  remarks: readonly string[],
): readonly string[] {
  const { instance, cluster, target, seen, obstacles } = state;
  const distribution = distributionName(cluster.distribution, cluster.isProvisionedCluster);
  const asOf = new Date(seen.endedAtMs).toISOString().replace(/\.\d+Z$/, 'Z');
  return [
    t('Secure settings of {0} on {1} ({2})', instance.name, cluster.name, distribution),
    scope === 'all'
      ? t('All steps; read from Azure at {0}', asOf)
      : t('What was left to do at {0}', asOf),
    ...remarks,
    '',
    ...(isNothingLeft ? [t('Nothing is left to do.')] : []),
    t('Needs the Azure CLI 2.70 or later. Sign in first:'),
    ...(seen.sovereignCloud === undefined
      ? []
      : [t('az cloud set --name with the name that az has for {0}', seen.sovereignCloud)]),
    `az login --tenant ${target.tenantId}`,
    t('Stops at the first error. Can be run again: what is there already stays.'),
    ...(obstacles.length > 0 ? ['', t('In the way now; see to it before you run this:')] : []),
    ...obstacles.map((obstacle) => `- ${obstacle}`),
  ];
}

/**
 * The steps of Microsoft's article in its order, for one instance.
 *
 * @param remarks what is to be known of the script before all else
 * @see https://learn.microsoft.com/azure/iot-operations/secure-iot-ops/howto-enable-secure-settings
 */
export function toScript(
  state: ScriptState,
  scope: ScriptScope,
  remarks: readonly string[] = [],
): Script {
  const { vaultId, identityId, cloudIdentityId } = state.target;
  const vault = nameOf(vaultId);
  const steps: readonly ScriptStep[] = [
    clusterStep(state, scope),
    issuerStep(state, scope),
    apiServerStep(state, scope),
    vaultStep(state, scope, vault),
    officerStep(state, scope, vault),
    identityStep(state, scope, nameOf(identityId)),
    rolesStep(state, scope),
    secretSyncStep(state, scope),
    cloudIdentityStep(state, scope, nameOf(cloudIdentityId)),
    accessStep(state, scope),
    assignStep(state, scope, nameOf(cloudIdentityId)),
    restartStep(state, scope),
  ];
  const isNothingLeft = steps.every(({ skipped }) => skipped !== undefined);
  return {
    head: toHead(state, scope, isNothingLeft, remarks),
    variables: toVariables(state, scope),
    steps: [prerequisites(steps), ...steps],
  };
}
