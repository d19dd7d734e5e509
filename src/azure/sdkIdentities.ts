/** The SDK's client for managed identities: a module of its own, so that it is loaded when first used. */
export { ManagedServiceIdentityClient } from '@azure/arm-msi';
