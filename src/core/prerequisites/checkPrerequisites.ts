import { t } from '@vscode/l10n';
import { evidence, unknownFinding } from '../checks/evidence';
import { checkVault } from '../checks/secretSync';
import { sovereignCloudFinding } from '../checks/sovereignCloud';
import { valueOf } from '../model/fact';
import type { Finding } from '../model/finding';
import type { Observation } from '../observe/observation';
import { findSubscriptionObstacle } from '../stages/instanceObstacles';
import { clusterRows, extensionRows } from './clusterRows';
import { permissionRows } from './permissionRows';
import type { Prerequisite } from './prerequisite';
import { providerPurpose, type ProviderReading } from './providers';
import type { PrerequisitesReading } from './readPrerequisites';

function subscriptionFinding(seen: Observation): Finding {
  const { subscription } = seen;
  if (subscription.kind !== 'known') {
    return unknownFinding(
      subscription.kind === 'unknown' ? subscription.because : t('it does not exist'),
    );
  }
  const { name, state } = subscription.value;
  const obstacle = findSubscriptionObstacle(seen);
  const shown = [evidence(name, state, subscription)];
  return obstacle === undefined
    ? { state: 'done', words: t('{0} is enabled', name), evidence: shown }
    : {
        state: 'failed',
        words: t('{0} is {1}', name, state.toLowerCase()),
        advice: obstacle,
        evidence: shown,
      };
}

function instanceFinding({ instance }: Observation): Finding {
  switch (instance.kind) {
    case 'known':
      return { state: 'done', words: t('Can be read'), evidence: [] };
    case 'unknown':
      return unknownFinding(instance.because);
    case 'absent':
      return {
        state: 'failed',
        words: t('Not found'),
        advice: t('It does not exist, or your account may not see it. Refresh the tree.'),
        evidence: [],
      };
  }
}

function providerRow(provider: ProviderReading): Prerequisite {
  const { namespace, subscriptionId, state } = provider;
  const row = { id: `provider:${namespace}`, title: t('Resource provider {0}', namespace) };
  if (state.kind !== 'known') {
    return {
      ...row,
      finding: unknownFinding(
        state.kind === 'unknown' ? state.because : t('Azure shows no registration state'),
      ),
    };
  }
  const shown = [evidence('registrationState', state.value, state)];
  const purpose = providerPurpose(namespace);
  switch (state.value.toLowerCase()) {
    case 'registered':
      return { ...row, finding: { state: 'done', words: t('Registered'), evidence: shown } };
    case 'registering':
      return {
        ...row,
        finding: {
          state: 'inProgress',
          words: t('Being registered'),
          advice: t('It is needed for {0}. This takes a minute or two.', purpose),
          evidence: shown,
        },
        remedy: { kind: 'registerProviders', providers: [{ namespace, subscriptionId }] },
      };
    default:
      return {
        ...row,
        finding: {
          state: 'failed',
          words: t('Not registered'),
          advice: t(
            'It is needed for {0}. Without it, the first write of that kind fails (MissingSubscriptionRegistration). Registering costs nothing and changes nothing that is there.',
            purpose,
          ),
          evidence: shown,
        },
        remedy: { kind: 'registerProviders', providers: [{ namespace, subscriptionId }] },
      };
  }
}

/** Everything that must be so, in the order in which it is needed. Pure; "unknown" is never fine. */
export const checkPrerequisites = (reading: PrerequisitesReading): readonly Prerequisite[] => {
  const { seen } = reading;
  const elsewhere = sovereignCloudFinding(seen.sovereignCloud);
  return [
    ...(elsewhere ? [{ id: 'cloud', title: t('Cloud'), finding: elsewhere }] : []),
    { id: 'instance', title: t('Instance'), finding: instanceFinding(seen) },
    { id: 'subscription', title: t('Subscription'), finding: subscriptionFinding(seen) },
    ...clusterRows(reading),
    ...extensionRows(reading),
    ...(valueOf(seen.vault)
      ? [{ id: 'vault', title: t('Key vault'), finding: checkVault(seen) }]
      : []),
    ...reading.providers.map(providerRow),
    ...permissionRows(reading.steps),
  ];
};
