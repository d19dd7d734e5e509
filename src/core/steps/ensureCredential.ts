import type { JsonObject } from '../model/json';
import type { StepContext } from '../plan/plan';
import type { Azure, CredentialContent, FederatedCredential, ManagedIdentity } from '../ports';
import { replaceFresh, type Replaceable } from './replaceFresh';

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

/** What a review shows it under. The name of a new one may depend on an issuer that is to come. */
export const reviewedCredential = (
  { id }: Pick<ManagedIdentity, 'id'>,
  { name, before }: WantedCredential,
): string => (before ? `${id}/federatedIdentityCredentials/${name}` : id);

const told = ['issuer', 'subject', 'audiences'].map((name) => `properties.${name}`);

/** Whether both say the same, whatever their names. */
export const isSameContent = (a: CredentialContent, b: CredentialContent): boolean =>
  a.issuer === b.issuer && a.subject === b.subject && a.audiences.join() === b.audiences.join();

/**
 * Writes the federated identity credential: a new one, or the content of an existing one.
 *
 * Idempotent: looks first, and writes nothing when it stands there, under whatever name.
 *
 * @throws {UserFacingError} somebody else has changed it since it was reviewed
 * @throws {ArmError} invalid: the identity has 20 credentials, or the pair stands under another name
 * @see https://learn.microsoft.com/rest/api/managedidentity/federated-identity-credentials (2024-11-30)
 */
export async function ensureCredential(
  { identities }: Azure,
  identity: ManagedIdentity,
  want: WantedCredential,
  context: StepContext,
): Promise<void> {
  const { name, content } = want;
  let present: readonly FederatedCredential[] = [];
  const target: Replaceable = {
    id: `${identity.id}/federatedIdentityCredentials/${name}`,
    reviewedAs: reviewedCredential(identity, want),
    find: async (step) => {
      present = await identities.listCredentials(identity.id, step);
      const own = present.find((each) => each.name.toLowerCase() === name.toLowerCase());
      return own && credentialBody(own);
    },
    replace: async (_, step) =>
      credentialBody(await identities.putCredential(identity.id, name, content, step)),
    toShown: (body) => body,
    told,
  };
  await identities.inTurn(identity.id, context, () =>
    replaceFresh(
      target,
      () =>
        present.some((each) => isSameContent(each, content)) ? undefined : credentialBody(content),
      context,
    ),
  );
}
