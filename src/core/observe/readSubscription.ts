import { apiVersions } from '../apiVersions';
import type { Fact } from '../model/fact';
import { stringAt } from '../model/json';
import type { Reader } from './neighbours';
import { readFact } from './readFact';

export interface Subscription {
  readonly name: string;
  /** `Enabled`, `Disabled`, … */
  readonly state: string;
}

/** @see https://learn.microsoft.com/rest/api/resources/subscriptions/get (2022-12-01) */
export const readSubscription = (
  { azure, clock, context }: Reader,
  subscriptionId: string,
): Promise<Fact<Subscription>> =>
  readFact(clock, context, 'ARM', async () => {
    const path = `/subscriptions/${subscriptionId}`;
    const body = await azure.arm.find(path, apiVersions.subscriptions, context);
    return (
      body && {
        name: stringAt(body, 'displayName') ?? subscriptionId,
        state: stringAt(body, 'state') ?? 'Enabled',
      }
    );
  });
