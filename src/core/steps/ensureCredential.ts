import type { StepContext } from '../plan/plan';
import type { Azure, CredentialContent, ManagedIdentity } from '../ports';

/**
 * Writes the federated identity credential under `name`: a new one, or the content of an existing one.
 *
 * Idempotent: the same content again changes nothing.
 *
 * @throws {ArmError} invalid: the identity has 20 credentials, or the pair stands under another name
 * @see https://learn.microsoft.com/rest/api/managedidentity/federated-identity-credentials (2024-11-30)
 */
export async function ensureCredential(
  azure: Azure,
  identity: ManagedIdentity,
  name: string,
  want: CredentialContent,
  context: StepContext,
): Promise<void> {
  await azure.identities.putCredential(identity.id, name, want, context);
}
