import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  credentialName,
  providerClassName,
  roleAssignmentName,
  subjectOf,
} from '../../../src/core/names';
import type { Digest } from '../../../src/core/ports';

const digest: Digest = (algorithm, data) => createHash(algorithm).update(data).digest();

const clusters = [
  {
    cluster: 'aio-cluster-01',
    resourceGroup: 'rg-factory-a',
    instance: 'aio-instance-01',
    namespace: 'azure-iot-operations',
    issuer:
      'https://northamerica.oic.prod-arc.azure.com/11111111-1111-1111-1111-111111111111/22222222-2222-2222-2222-222222222222/',
    providerClass: 'spc-ops-3f5fbdd',
    credential: '32c2bad',
    dataflow: 'd5ced73',
  },
  {
    cluster: 'Contoso-K3s',
    resourceGroup: 'Contoso-Plant-RG',
    instance: 'contoso-aio',
    namespace: 'azure-iot-operations',
    issuer:
      'https://westeurope.oic.prod-arc.azure.com/33333333-3333-3333-3333-333333333333/44444444-4444-4444-4444-444444444444/',
    providerClass: 'spc-ops-2a0bff0',
    credential: '9bdc0fe',
    dataflow: '83f5900',
  },
  {
    cluster: 'edge1',
    resourceGroup: 'rg1',
    instance: 'inst',
    namespace: 'aio-prod',
    issuer:
      'https://oidcdiscovery-europe-endpoint-abc123.z01.azurefd.net/55555555-5555-5555-5555-555555555555',
    providerClass: 'spc-ops-fe51352',
    credential: 'cc224da',
    dataflow: '9ba5352',
  },
] as const;

describe('names of new resources', () => {
  it.each(clusters)('are those of the az extension for $cluster', (row) => {
    expect(providerClassName(digest, row)).toBe(row.providerClass);
    const subject = subjectOf(row.namespace, 'aio-ssc-sa');
    expect(credentialName(digest, { ...row, subject })).toBe(row.credential);
    const dataflow = subjectOf(row.namespace, 'aio-dataflow');
    expect(credentialName(digest, { ...row, subject: dataflow })).toBe(row.dataflow);
  });

  it('change with a slash at the end of the issuer', () => {
    const [row] = clusters;
    const subject = subjectOf(row.namespace, 'aio-ssc-sa');
    const issuer = row.issuer.slice(0, -1);
    expect(credentialName(digest, { ...row, issuer, subject })).toBe('ecc1468');
  });
});

describe('roleAssignmentName', () => {
  const parts = {
    scope: '/subscriptions/s/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv',
    roleId: '4633458b-17de-408a-b874-0445c86b69e6',
    principalId: '99999999-0000-4000-8000-000000000001',
  };

  it('is a version 5 UUID that depends on scope, role and principal only, whatever their case', () => {
    const name = roleAssignmentName(digest, parts);
    expect(name).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(roleAssignmentName(digest, { ...parts, scope: parts.scope.toUpperCase() })).toBe(name);
    expect(roleAssignmentName(digest, { ...parts, roleId: parts.principalId })).not.toBe(name);
    expect(roleAssignmentName(digest, { ...parts, principalId: parts.roleId })).not.toBe(name);
  });
});
