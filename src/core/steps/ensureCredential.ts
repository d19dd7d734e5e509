import type { JsonObject } from '../model/json';
import type { PropertyChange } from '../model/run';
import type { StepContext } from '../plan/plan';
import type { Azure, CredentialContent, ManagedIdentity } from '../ports';

/** A federated credential as it shall be. */
export interface WantedCredential {
  readonly name: string;
  readonly content: CredentialContent;
  /** What stands under that name now; undefined: nothing. */
  readonly before: CredentialContent | undefined;
}

/** The body of a credential, without its name. */
export const credentialBody = ({ issuer, subject, audiences }: CredentialContent): JsonObject => ({
  properties: { issuer, subject, audiences },
});

const textsOf = ({ issuer, subject, audiences }: CredentialContent) => ({
  issuer,
  subject,
  audiences: audiences.join(', '),
});

function changesOf({ content, before }: WantedCredential): readonly PropertyChange[] {
  const now = textsOf(content);
  const old = before && textsOf(before);
  return (['issuer', 'subject', 'audiences'] as const).flatMap((name) =>
    old?.[name] === now[name]
      ? []
      : [{ name, ...(old ? { before: old[name] } : {}), after: now[name] }],
  );
}

/**
 * Writes the federated identity credential: a new one, or the content of an existing one.
 *
 * Idempotent: the same content again changes nothing.
 *
 * @throws {ArmError} invalid: the identity has 20 credentials, or the pair stands under another name
 * @see https://learn.microsoft.com/rest/api/managedidentity/federated-identity-credentials (2024-11-30)
 */
export async function ensureCredential(
  azure: Azure,
  identity: ManagedIdentity,
  want: WantedCredential,
  context: StepContext,
): Promise<void> {
  const { name, content, before } = want;
  await azure.identities.putCredential(identity.id, name, content, context);
  context.changed({
    resourceId: `${identity.id}/federatedIdentityCredentials/${name}`,
    kind: before ? 'updated' : 'created',
    properties: changesOf(want),
  });
}
