/** Sign-in without VS Code's account: a module of its own, so that it is loaded only when chosen. */
export {
  AzureCliCredential,
  EnvironmentCredential,
  ManagedIdentityCredential,
} from '@azure/identity';
