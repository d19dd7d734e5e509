import { t } from '@vscode/l10n';
import { apiVersions } from '../apiVersions';
import { UserFacingError } from '../errors';
import { stringAt } from '../model/json';
import type { StepContext } from '../plan/plan';
import type { Azure, Clock } from '../ports';
import { providerPath, type ProviderRef } from '../prerequisites/providers';

/** Registering usually takes this long, in ms. */
export const usualRegistrationMs = { lowMs: 20_000, highMs: 2 * 60_000 } as const;
const registrationLimitMs = 15 * 60_000;
const pollMs = 5_000;

/**
 * Registers the resource provider in the subscription, and waits until it is registered.
 *
 * Idempotent: sends nothing when it is registered or being registered already.
 *
 * @throws {UserFacingError} it is not registered after 15 minutes
 * @see https://learn.microsoft.com/rest/api/resources/providers/register (2021-04-01)
 */
export async function ensureProvider(
  { azure, clock }: { readonly azure: Azure; readonly clock: Clock },
  ref: ProviderRef,
  context: StepContext,
): Promise<void> {
  const path = providerPath(ref);
  const startedAtMs = clock.now();
  let before: string | undefined;
  for (let isAsked = false; ;) {
    const body = await azure.arm.find(path, apiVersions.providers, context);
    const state = (body && stringAt(body, 'registrationState'))?.toLowerCase();
    if (state === 'registered') {
      if (isAsked) {
        const change = { name: 'registrationState', after: 'Registered' };
        const properties = [before === undefined ? change : { ...change, before }];
        context.changed({ resourceId: path, kind: 'updated', properties });
      }
      context.report(t('{0} is registered', ref.namespace));
      return;
    }
    if (!isAsked && state !== 'registering') {
      await azure.arm.post(`${path}/register`, apiVersions.providers, {}, context);
      isAsked = true;
      before = body && stringAt(body, 'registrationState');
    }
    if (clock.now() - startedAtMs >= registrationLimitMs) {
      throw new UserFacingError(
        t(
          'After 15 minutes {0} is still being registered. Azure goes on with it: check the prerequisites again later.',
          ref.namespace,
        ),
      );
    }
    context.report(t('{0}: waits until it is registered', ref.namespace));
    await clock.sleep(pollMs, context.signal);
  }
}
