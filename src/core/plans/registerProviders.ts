import { t } from '@vscode/l10n';
import { requireAllowed } from '../permissions';
import { checkWrites } from '../plan/checkWrites';
import { beside, follow, type Works } from '../plan/order';
import type { PlannedWrite, PreparedPlan } from '../plan/plan';
import type { Azure, Clock, RequestContext } from '../ports';
import { providerPath, providerPurpose, type ProviderRef } from '../prerequisites/providers';
import { usualRegistration } from '../stages/usual';
import { ensureProvider } from '../steps/ensureProvider';

export interface RegisterProvidersTarget {
  readonly tenantId: string;
  /** Where the run is shown. */
  readonly instanceId: string;
  readonly instanceName: string;
  readonly providers: readonly ProviderRef[];
}

/**
 * The plan that registers resource providers in their subscriptions, side by side.
 *
 * Writes nothing.
 */
export async function prepareRegisterProviders(
  tools: { readonly azure: Azure; readonly clock: Clock },
  target: RegisterProvidersTarget,
  context: RequestContext,
): Promise<PreparedPlan> {
  const { providers, tenantId, instanceId, instanceName } = target;
  const title = ({ namespace }: ProviderRef): string => t('Register {0}', namespace);
  const writes = providers.map((each): PlannedWrite => ({
    stepId: providerPath(each),
    title: title(each),
    detail: t('in subscription {0}', each.subscriptionId),
    method: 'POST',
    resourceId: providerPath(each),
    needs: [
      {
        action: `${each.namespace}/register/action`,
        scope: `/subscriptions/${each.subscriptionId}`,
      },
    ],
  }));
  const order = beside(...writes.map(({ stepId }) => stepId));
  return {
    plan: {
      id: 'registerProviders',
      title: t('Register resource providers'),
      subjectId: instanceId,
      subjectName: instanceName,
      tenantId,
      request: { planId: 'registerProviders', target },
      agreed: writes,
      steps: Object.fromEntries(
        providers.map((each) => [
          providerPath(each),
          {
            title: title(each),
            detail: t('for {0}', providerPurpose(each.namespace)),
            usual: usualRegistration(),
          },
        ]),
      ),
      order,
      async run(run) {
        requireAllowed(await checkWrites(tools.azure, writes, run.context));
        const works = providers.map((each) => [
          providerPath(each),
          () =>
            run.step(providerPath(each), (stepContext) => ensureProvider(tools, each, stepContext)),
        ]);
        await follow(run, order, Object.fromEntries(works) as Works<string>);
      },
    },
    writes,
    permissions: await checkWrites(tools.azure, writes, context),
  };
}
