import { t } from '@vscode/l10n';
import { UserFacingError } from '../errors';
import { secretId, secretVersionId } from '../model/secretIds';
import { at, booleanAt, stringAt, type JsonObject } from '../model/json';
import type { StepContext } from '../plan/plan';
import type { Azure, SecretVersion, Vault } from '../ports';
import { replaceFresh } from './replaceFresh';

/** All that a write of this step is about, as the review shows it. */
export const enabledBody = (isEnabled: boolean): JsonObject => ({
  attributes: { enabled: isEnabled },
});

const toBody = ({ version, isEnabled }: SecretVersion): JsonObject => ({
  version,
  ...enabledBody(isEnabled),
});

/**
 * Enables the current version of a secret; its value is neither read nor written.
 *
 * Idempotent: writes nothing when it is enabled.
 *
 * @param version the one that was reviewed
 * @throws {UserFacingError} the secret is gone, or has another version since
 * @see https://learn.microsoft.com/rest/api/keyvault/secrets/update-secret (7.6)
 */
export async function enableSecret(
  { secrets }: Azure,
  { id: vaultId, vaultUri }: Vault,
  name: string,
  version: string,
  context: StepContext,
): Promise<void> {
  const find = async (step: StepContext): Promise<JsonObject | undefined> => {
    const current = await secrets.findCurrent(vaultUri, name, step);
    return current && toBody(current);
  };
  await replaceFresh(
    {
      id: secretId(vaultId, name),
      method: 'PATCH',
      reviewedAs: secretVersionId(vaultId, name, version),
      find,
      replace: async (_, step) => {
        await secrets.enable(vaultUri, name, version, step);
        return (await find(step)) ?? {};
      },
      toShown: (body) => enabledBody(at(body, 'attributes', 'enabled') === true),
      told: ['attributes.enabled'],
    },
    (fresh) => {
      if (booleanAt(fresh, 'attributes', 'enabled') === true) return undefined;
      if (stringAt(fresh, 'version') === version) return enabledBody(true);
      throw new UserFacingError(
        fresh
          ? t(
              'Somebody has set another version of secret {0} since you reviewed this, and it is disabled. Review it again.',
              name,
            )
          : t('Secret {0} is not in the vault any more. Review it again.', name),
        { remedy: 'review' },
      );
    },
    context,
  );
}
