import { t } from '@vscode/l10n';
import { apiVersions } from '../apiVersions';
import { UserFacingError } from '../errors';
import { stringAt } from '../model/json';
import type { PlannedWrite, StepContext } from '../plan/plan';
import { requireReviewed } from '../plan/reviewed';
import type { Azure, Clock, RequestContext } from '../ports';
import { providerPath, type ProviderRef } from '../prerequisites/providers';

/** Registering usually takes this long, in ms. */
export const usualRegistrationMs = { lowMs: 20_000, highMs: 2 * 60_000 } as const;
const registrationLimitMs = 15 * 60_000;
const pollMs = 5_000;

interface Registration {
  readonly progress: 'missing' | 'underWay' | 'done';
  /** `NotRegistered`. Absent: Azure tells none. */
  readonly state?: string;
}

/** Whether the provider is registered. */
export async function findRegistration(
  { arm }: Azure,
  ref: ProviderRef,
  context: RequestContext,
): Promise<Registration> {
  const body = await arm.find(providerPath(ref), apiVersions.providers, context);
  const state = stringAt(body, 'registrationState');
  if (state === undefined) return { progress: 'missing' };
  switch (state.toLowerCase()) {
    case 'registered':
      return { progress: 'done', state };
    case 'registering':
      return { progress: 'underWay', state };
    default:
      return { progress: 'missing', state };
  }
}

export const registerTitle = ({ namespace }: ProviderRef): string => t('Register {0}', namespace);

/** The one write that registers it. */
export const registerWrite = (ref: ProviderRef): PlannedWrite => ({
  stepId: providerPath(ref),
  title: registerTitle(ref),
  detail: t('in subscription {0}', ref.subscriptionId),
  method: 'POST',
  resourceId: providerPath(ref),
  change: { now: t('not registered'), then: t('registered') },
  needs: [
    {
      action: `${ref.namespace}/register/action`,
      scope: `/subscriptions/${ref.subscriptionId}`,
    },
  ],
});

/**
 * Registers the resource provider in the subscription, and waits until it is registered.
 *
 * Idempotent: sends nothing when it is registered or being registered already.
 *
 * @throws {UserFacingError} that was not agreed to, or it is not registered after 15 minutes
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
    const { progress, state } = await findRegistration(azure, ref, context);
    if (progress === 'done') {
      if (isAsked) {
        const change = { name: 'registrationState', after: 'Registered' };
        const properties = [before === undefined ? change : { ...change, before }];
        context.changed({ resourceId: path, kind: 'updated', properties });
      }
      context.report(t('{0} is registered', ref.namespace));
      return;
    }
    if (!isAsked && progress === 'missing') {
      requireReviewed([registerWrite(ref)], context.agreed);
      await azure.arm.post(`${path}/register`, apiVersions.providers, {}, context);
      isAsked = true;
      before = state;
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
