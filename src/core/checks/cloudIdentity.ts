import { t } from '@vscode/l10n';
import { shortPath } from '../model/armId';
import { valueOf } from '../model/fact';
import { hasUserAssigned } from '../model/identityType';
import type { Finding, FindingState } from '../model/finding';
import { serviceAccounts } from '../names';
import type { CloudIdentity, Observation } from '../observe/observation';
import { judgeCredential } from './credential';
import { evidence, unknownFinding } from './evidence';
import { provisioning } from './provisioning';

/** Is the identity assigned, and still the one that was assigned? */
export function checkAssignment(seen: Observation, cloud: CloudIdentity): Finding {
  const { identity, mappedClientId } = cloud;
  const shown = [evidence(t('Identity'), cloud.id, seen.instance)];
  if (!cloud.isAssigned) {
    return { state: 'notStarted', words: t('Not assigned'), evidence: shown };
  }
  const instance = valueOf(seen.instance);
  if (provisioning(instance?.provisioningState) === 'running') {
    return { state: 'inProgress', words: t('Instance is being updated'), evidence: shown };
  }
  if (instance && !hasUserAssigned(instance.identityType)) {
    return {
      state: 'drifted',
      words: t('Named, but not switched on'),
      advice: t(
        'The instance names {0}, but the type of its identity is {1}. Assign it again.',
        shortPath(cloud.id),
        instance.identityType,
      ),
      evidence: [...shown, evidence('identity.type', instance.identityType, seen.instance)],
    };
  }
  if (identity.kind === 'unknown') return unknownFinding(identity.because);
  if (identity.kind === 'absent') {
    return {
      state: 'drifted',
      words: t('Identity no longer exists'),
      advice: t(
        'The instance names {0}, which does not exist, or your account may not see it. Remove it and assign another one.',
        shortPath(cloud.id),
      ),
      evidence: [...shown, evidence(t('Identities of that id'), t('none'), identity)],
    };
  }
  const { clientId, name } = identity.value;
  if (mappedClientId !== undefined && mappedClientId.toLowerCase() !== clientId.toLowerCase()) {
    return {
      state: 'drifted',
      words: t('Identity was created anew'),
      advice: t(
        '{0} was deleted and created again after it was assigned, so the instance holds a client id that nobody has. Remove it and assign it again.',
        name,
      ),
      evidence: [
        ...shown,
        evidence(t('Client id in the instance'), mappedClientId, seen.instance),
        evidence(t('Client id of the identity'), clientId, identity),
      ],
    };
  }
  return { state: 'done', words: t('Assigned'), evidence: shown };
}

/** One identity for cloud connections: assigned, and trusted by it the data flows of this cluster. */
function checkCloudIdentity(seen: Observation, cloud: CloudIdentity): Finding {
  const assignment = checkAssignment(seen, cloud);
  if (assignment.state !== 'done') return assignment;
  const credential = judgeCredential(seen, cloud, serviceAccounts.dataflow);
  const shown = [...assignment.evidence, ...credential.evidence];
  switch (credential.state) {
    case 'done':
      return { ...assignment, evidence: shown };
    case 'notStarted':
      return {
        state: 'drifted',
        words: t('Assigned, without credential'),
        advice: t(
          '{0} is assigned but does not trust the data flows of this cluster, so they cannot log in with it. Assign it again to add the federated credential.',
          shortPath(cloud.id),
        ),
        evidence: shown,
      };
    default:
      return { ...credential, evidence: shown };
  }
}

/** Which state decides about the whole: one identity that works is enough, unless one is broken. */
const decisive: readonly FindingState[] = ['failed', 'drifted', 'done', 'inProgress', 'unknown'];

/** The identities for cloud connections as a whole. */
export function cloudIdentityFinding(seen: Observation): Finding {
  const { instance, cloudIdentities } = seen;
  if (instance.kind !== 'known') {
    return unknownFinding(
      instance.kind === 'unknown' ? instance.because : t('the instance does not exist'),
    );
  }
  if (cloudIdentities.kind !== 'known') {
    return unknownFinding(
      cloudIdentities.kind === 'unknown'
        ? cloudIdentities.because
        : t('the instance does not exist'),
    );
  }
  const assigned = cloudIdentities.value.filter(({ isAssigned }) => isAssigned);
  if (assigned.length === 0) {
    return provisioning(instance.value.provisioningState) === 'running'
      ? { state: 'inProgress', words: t('Instance is being updated'), evidence: [] }
      : { state: 'notStarted', words: t('Not assigned'), evidence: [] };
  }
  const findings = assigned.map((cloud) => checkCloudIdentity(seen, cloud));
  for (const state of decisive) {
    const found = findings.find((finding) => finding.state === state);
    if (found) return found;
  }
  return unknownFinding(t('the identities could not be judged'));
}
