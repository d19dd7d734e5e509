import { describe, expect, it } from 'vitest';
import { unknown } from '../../../../src/core/model/fact';
import type { Observation } from '../../../../src/core/observe/observation';
import { findObstacle } from '../../../../src/core/stages/secretSyncObstacles';
import {
  aCluster,
  aCredential,
  anInstance,
  anObservation,
  aVault,
  fromArm,
  notThere,
} from '../../../builders/observation';

const twenty = Array.from({ length: 20 }, (_, index) =>
  aCredential({ name: `fic-${index}`, issuer: `https://other/${index}` }),
);
const unread = unknown<never>('ARM', 'your account has no permission to read it');

const table: readonly [what: string, change: Partial<Observation>, ...words: string[]][] = [
  ['a missing instance', { instance: notThere() }, 'instances/aio-berlin-01', 'does not exist'],
  ['an unreadable instance', { instance: unread }, 'no permission'],
  [
    'an archived subscription',
    { subscription: fromArm({ name: 'Old Plants', state: 'Disabled' }) },
    'Old Plants',
    'disabled',
    'portal',
  ],
  ['an unreadable location', { customLocation: unread }, 'custom location', 'no permission'],
  ['an unreadable cluster', { cluster: unread }, 'cluster of instances/aio-berlin-01'],
  [
    'an offline cluster',
    { cluster: fromArm(aCluster({ connectivity: 'offline' })) },
    'arc-berlin-01',
    'not connected',
  ],
  [
    'OIDC off',
    { cluster: fromArm(aCluster({ isOidcEnabled: false })) },
    'OIDC issuer',
    'arc-berlin-01',
    'Enable OIDC Issuer and Workload Identity…',
  ],
  [
    'both flags off',
    { cluster: fromArm(aCluster({ isOidcEnabled: false, isWorkloadIdentityEnabled: false })) },
    'OIDC issuer and workload identity',
  ],
  [
    'OIDC off on Azure Local',
    { cluster: fromArm(aCluster({ isOidcEnabled: false, isProvisionedCluster: true })) },
    'AKS on Azure Local',
    'created',
  ],
  [
    'old agents',
    { cluster: fromArm(aCluster({ isWorkloadIdentityEnabled: false, agentVersion: '1.19.2' })) },
    '1.21',
    '1.19.2',
  ],
  [
    'failed agents',
    { cluster: fromArm(aCluster({ agentState: 'Failed', agentErrors: ['helm timed out'] })) },
    'helm timed out',
  ],
  ['an unpublished issuer', { issuer: notThere() }, '2 to 5 minutes'],
  ['no Secret Store extension', { extensions: fromArm([]) }, 'microsoft.azure.secretstore'],
  [
    'a failed extension',
    {
      extensions: fromArm([
        { name: 'sse', type: 'microsoft.azure.secretstore', provisioningState: 'Failed' },
      ]),
    },
    'sse',
    'Failed',
  ],
  [
    'a busy instance',
    { instance: fromArm(anInstance({ provisioningState: 'Updating' })) },
    'Updating',
  ],
  ['a missing vault', { vault: notThere() }, 'vaults/kv-berlin', 'does not exist'],
  [
    'a vault by policies',
    { vault: fromArm(aVault({ isRbac: false })) },
    'kv-berlin',
    'access policies',
  ],
  [
    'a vault of another tenant',
    { vault: fromArm(aVault({ tenantId: 'ffffffff' })) },
    'kv-berlin',
    'ffffffff',
  ],
  ['a missing identity', { identity: notThere() }, 'userAssignedIdentities/id-aio-secrets'],
  ['unreadable credentials', { credentials: unread }, 'federated credentials'],
  ['unreadable roles', { roleAssignments: unread }, 'role assignments at vaults/kv-berlin'],
  ['unreadable classes', { providerClasses: unread }, 'provider classes'],
  ['20 credentials', { credentials: fromArm(twenty) }, 'id-aio-secrets', '20'],
];

describe('findObstacle', () => {
  it.each(table)('explains %s', (_, change, ...words) => {
    const message = findObstacle(anObservation(change));
    for (const word of words) expect(message).toContain(word);
  });

  it('comes first where Azure has no secret synchronization at all', () => {
    expect(
      findObstacle(
        anObservation({ sovereignCloud: 'Azure operated by 21Vianet', vault: notThere() }),
      ),
    ).toMatch(/public cloud only, not in Azure operated by 21Vianet/);
  });

  it('gives each obstacle a message of its own', () => {
    const messages = table.map(([, change]) => findObstacle(anObservation(change)));
    expect(new Set(messages).size).toBe(messages.length);
  });

  it('lets an observation pass in which all is well, or merely to be done', () => {
    expect(findObstacle(anObservation())).toBeUndefined();
    expect(
      findObstacle(
        anObservation({
          instance: fromArm(anInstance({ defaultClassId: undefined })),
          providerClasses: fromArm([]),
          credentials: fromArm([]),
          roleAssignments: fromArm([]),
        }),
      ),
    ).toBeUndefined();
  });

  it('lets an identity with 20 credentials pass when ours is among them', () => {
    const credentials = fromArm([...twenty.slice(1), aCredential()]);
    expect(findObstacle(anObservation({ credentials }))).toBeUndefined();
  });
});
