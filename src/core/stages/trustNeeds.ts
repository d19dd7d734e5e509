import type { NeededPermission } from '../permissions';

/** What giving a role at a scope takes. */
export const roleNeeds = (scope: string): readonly NeededPermission[] => [
  { action: 'Microsoft.Authorization/roleAssignments/write', scope },
];

/** What writing a credential of an identity takes. */
export const credentialNeeds = (scope: string): readonly NeededPermission[] => [
  {
    action: 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write',
    scope,
  },
];
