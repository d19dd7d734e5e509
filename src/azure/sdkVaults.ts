/** The SDK's client for key vaults: a module of its own, so that it is loaded when first used. */
export { KeyVaultManagementClient } from '@azure/arm-keyvault';
