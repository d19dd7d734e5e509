import { describe, expect, it } from 'vitest';
import { cloudIdentityFinding } from '../../../../src/core/checks/cloudIdentity';
import { unknown } from '../../../../src/core/model/fact';
import type { CloudIdentity } from '../../../../src/core/observe/observation';
import {
  aCredential,
  anIdentity,
  anInstance,
  anObservation,
  fromArm,
  issuer,
  notThere,
} from '../../../builders/observation';

const dataflow = (from: string = issuer) =>
  aCredential({ issuer: from, subject: 'system:serviceaccount:azure-iot-operations:aio-dataflow' });

const aCloudIdentity = (change: Partial<CloudIdentity> = {}): CloudIdentity => ({
  id: anIdentity().id,
  isAssigned: true,
  mappedClientId: anIdentity().clientId.toUpperCase(),
  identity: fromArm(anIdentity()),
  credentials: fromArm([dataflow()]),
  ...change,
});

const finding = (...identities: CloudIdentity[]) =>
  cloudIdentityFinding(
    anObservation({
      instance: fromArm(anInstance({ identityType: 'UserAssigned' })),
      cloudIdentities: fromArm(identities),
    }),
  );

describe('cloudIdentityFinding', () => {
  it.each([
    ['assigned and trusting the data flows', aCloudIdentity(), 'done', 'Assigned'],
    ['chosen only', aCloudIdentity({ isAssigned: false }), 'notStarted', 'Not assigned'],
    [
      'without credential',
      aCloudIdentity({ credentials: fromArm([aCredential()]) }),
      'drifted',
      'Assigned, without credential',
    ],
    [
      'issuer with a slash too many',
      aCloudIdentity({ credentials: fromArm([dataflow(`${issuer}/`)]) }),
      'drifted',
      'Issuer differs by a trailing slash',
    ],
    [
      'created anew',
      aCloudIdentity({ mappedClientId: '99999999-0000-4000-8000-000000000000' }),
      'drifted',
      'Identity was created anew',
    ],
    [
      'deleted',
      aCloudIdentity({ identity: notThere(), credentials: notThere() }),
      'drifted',
      'Identity no longer exists',
    ],
    [
      'unreadable',
      aCloudIdentity({ identity: unknown('ARM', 'no permission') }),
      'unknown',
      'Unknown',
    ],
    [
      'unreadable credentials',
      aCloudIdentity({ credentials: unknown('ARM', 'no permission') }),
      'unknown',
      'Unknown',
    ],
  ])('%s', (_, cloud, state, words) => {
    expect(finding(cloud)).toMatchObject({ state, words });
  });

  it('shows a broken one even beside one that works', () => {
    const broken = aCloudIdentity({ credentials: fromArm([]) });
    expect(finding(aCloudIdentity(), broken).state).toBe('drifted');
  });

  it('is satisfied by one that works beside one that cannot be read', () => {
    const unread = aCloudIdentity({ identity: unknown('ARM', 'no permission') });
    expect(finding(unread, aCloudIdentity()).state).toBe('done');
  });

  it('never calls an instance that cannot be read not assigned', () => {
    const seen = anObservation({
      instance: unknown('ARM', 'no permission'),
      cloudIdentities: unknown('ARM', 'no permission'),
    });
    expect(cloudIdentityFinding(seen).state).toBe('unknown');
  });

  it('is under way while the instance is updated', () => {
    const seen = anObservation({
      instance: fromArm(anInstance({ provisioningState: 'Updating' })),
    });
    expect(cloudIdentityFinding(seen).state).toBe('inProgress');
  });
});
