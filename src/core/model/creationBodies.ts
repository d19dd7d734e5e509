import type { NewVault } from '../ports';
import type { JsonObject } from './json';

const sku = { family: 'A', name: 'standard' } as const;

/** The body of a new vault: Azure RBAC, public access and soft delete. */
export const newVaultBody = ({
  location,
  tenantId,
  retentionDays,
  isPurgeProtected,
}: Omit<NewVault, 'id'>): JsonObject => ({
  location,
  properties: {
    tenantId,
    sku,
    accessPolicies: [],
    enableRbacAuthorization: true,
    enableSoftDelete: true,
    softDeleteRetentionInDays: retentionDays,
    publicNetworkAccess: 'Enabled',
    // False is refused: it can only be absent or true.
    ...(isPurgeProtected ? { enablePurgeProtection: true } : {}),
  },
});

/** The body that brings a soft-deleted vault back. */
export const recoveredVaultBody = ({
  location,
  tenantId,
}: Pick<NewVault, 'location' | 'tenantId'>): JsonObject => ({
  location,
  properties: { tenantId, sku, createMode: 'recover' },
});

/** The body of a new identity. The official schema demands `properties`. */
export const newIdentityBody = (location: string): JsonObject => ({ location, properties: {} });
