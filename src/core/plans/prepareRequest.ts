import { t } from '@vscode/l10n';
import type { ApiServerRecords } from '../apiServer/knowledge';
import type { PreparedPlan } from '../plan/plan';
import type { PlanId, PlanRequest, TargetOf } from '../plan/request';
import type { Azure, Clock, Digest, RequestContext } from '../ports';
import { prepareAllowPublicAccess } from './allowPublicAccess';
import { prepareAssignCloudIdentity } from './assignCloudIdentity';
import { prepareBecomeOfficer } from './becomeOfficer';
import { prepareCreateResource } from './createResource';
import { prepareDisableClusterIdentity } from './disableClusterIdentity';
import { prepareDisableSecretSync } from './disableSecretSync';
import { prepareEnableAll } from './enableAll';
import { prepareEnableClusterIdentity } from './enableClusterIdentity';
import { prepareEnableSecretSync } from './enableSecretSync';
import { prepareGrantAccess } from './grantAccess';
import { prepareLiftConditions } from './liftConditions';
import { prepareRegisterProviders } from './registerProviders';
import { prepareRemoveCloudIdentity } from './removeCloudIdentity';
import { prepareRepairList } from './repairList';
import { prepareRepairSecretStore } from './repairSecretStore';
import { prepareRepairSync } from './repairSync';
import { prepareRestoreSecret } from './restoreSecret';
import { prepareRewriteInstance } from './rewriteInstance';
import { prepareSwitchToRbac } from './switchToRbac';
import { prepareSyncNow } from './syncNow';
import { prepareUseIdentityInEndpoint } from './useIdentityInEndpoint';

/** What any plan needs. */
export interface PlanTools {
  readonly azure: Azure;
  readonly clock: Clock;
  readonly digest: Digest;
  readonly apiServers: ApiServerRecords;
}

type Prepare<Id extends PlanId> = (
  tools: PlanTools,
  target: TargetOf<Id>,
  context: RequestContext,
) => Promise<PreparedPlan>;

const prepares: { readonly [Id in PlanId]: Prepare<Id> } = {
  allowPublicAccess: prepareAllowPublicAccess,
  assignCloudIdentity: prepareAssignCloudIdentity,
  becomeOfficer: prepareBecomeOfficer,
  createResource: prepareCreateResource,
  disableClusterIdentity: prepareDisableClusterIdentity,
  disableSecretSync: prepareDisableSecretSync,
  enableAll: prepareEnableAll,
  enableClusterIdentity: prepareEnableClusterIdentity,
  enableSecretSync: prepareEnableSecretSync,
  grantAccess: prepareGrantAccess,
  liftConditions: prepareLiftConditions,
  registerProviders: prepareRegisterProviders,
  removeCloudIdentity: prepareRemoveCloudIdentity,
  repairList: prepareRepairList,
  repairSecretStore: prepareRepairSecretStore,
  repairSync: prepareRepairSync,
  restoreSecret: prepareRestoreSecret,
  rewriteInstance: prepareRewriteInstance,
  switchToRbac: prepareSwitchToRbac,
  syncNow: prepareSyncNow,
  useIdentityInEndpoint: prepareUseIdentityInEndpoint,
};

/**
 * Makes the plan for a request anew, from what Azure shows now: what was done before is not done
 * again. Writes nothing.
 *
 * @throws {UserFacingError} what keeps it from being done, and what to do next
 */
export const prepareRequest = <Id extends PlanId>(
  tools: PlanTools,
  { planId, target }: PlanRequest<Id>,
  context: RequestContext,
): Promise<PreparedPlan> => prepares[planId](tools, target, context);

/** What was asked for, as its run is titled. */
export function requestTitle({ planId }: PlanRequest): string {
  switch (planId) {
    case 'allowPublicAccess':
      return t('Allow public access to the key vault');
    case 'assignCloudIdentity':
      return t('Assign managed identity for cloud connections');
    case 'becomeOfficer':
      return t('Give me the Key Vault Secrets Officer role');
    case 'createResource':
      return t('Create what was chosen');
    case 'disableClusterIdentity':
      return t('Turn off workload identity');
    case 'disableSecretSync':
      return t('Disable secret synchronization');
    case 'enableAll':
      return t('Enable all secure settings');
    case 'enableClusterIdentity':
      return t('Enable OIDC issuer and workload identity');
    case 'enableSecretSync':
      return t('Enable secret synchronization');
    case 'grantAccess':
      return t('Grant access to a cloud resource');
    case 'liftConditions':
      return t('Remove conditions from roles at the key vault');
    case 'registerProviders':
      return t('Register resource providers');
    case 'removeCloudIdentity':
      return t('Remove managed identity');
    case 'repairList':
      return t('Repair list of secrets');
    case 'repairSecretStore':
      return t('Repair Secret Store extension');
    case 'repairSync':
      return t('Correct SecretSync');
    case 'restoreSecret':
      return t('Enable or recover secrets');
    case 'rewriteInstance':
      return t('Write the instance once more');
    case 'switchToRbac':
      return t('Switch the key vault to Azure RBAC');
    case 'syncNow':
      return t('Synchronize now');
    case 'useIdentityInEndpoint':
      return t('Use managed identity in data flow endpoint');
  }
}
