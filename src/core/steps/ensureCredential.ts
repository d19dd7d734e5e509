import { t } from '@vscode/l10n';
import { UserFacingError } from '../errors';
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

const isSame = (a: CredentialContent, b: CredentialContent): boolean =>
  a.issuer === b.issuer && a.subject === b.subject && a.audiences.join() === b.audiences.join();

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
 * Idempotent: looks first, and writes nothing when it stands there, under whatever name.
 *
 * @throws {UserFacingError} somebody else has changed it since it was read
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
  const present = await azure.identities.listCredentials(identity.id, context);
  if (present.some((each) => isSame(each, content))) return;
  const own = present.find((each) => each.name.toLowerCase() === name.toLowerCase());
  if (own && !(before && isSame(own, before))) {
    throw new UserFacingError(
      t(
        'Credential {0} of {1} was changed by somebody else since you reviewed this. Review it again.',
        own.name,
        identity.name,
      ),
      { remedy: 'review' },
    );
  }
  await azure.identities.putCredential(identity.id, name, content, context);
  context.changed({
    resourceId: `${identity.id}/federatedIdentityCredentials/${name}`,
    kind: before ? 'updated' : 'created',
    properties: changesOf(want),
  });
}
