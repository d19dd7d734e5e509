import { t } from '@vscode/l10n';
import { requireAllowed, type CheckedPermission } from '../permissions';
import { checkWrites } from '../plan/checkWrites';
import { beside, follow, type Works } from '../plan/order';
import type { Plan, PlannedWrite, PreparedPlan } from '../plan/plan';
import { requireReviewed } from '../plan/reviewed';
import type { Azure, Clock, RequestContext } from '../ports';
import { providerPath, providerPurpose, type ProviderRef } from '../prerequisites/providers';
import { usualRegistration } from '../stages/usual';
import {
  ensureProvider,
  findRegistration,
  registerTitle,
  registerWrite,
} from '../steps/ensureProvider';

interface Tools {
  readonly azure: Azure;
  readonly clock: Clock;
}

export interface RegisterProvidersTarget {
  readonly tenantId: string;
  /** Where the run is shown. */
  readonly instanceId: string;
  readonly instanceName: string;
  readonly providers: readonly ProviderRef[];
}

interface Look {
  readonly writes: readonly PlannedWrite[];
  /** Those that Azure is at work on already. */
  readonly underWay: readonly ProviderRef[];
  readonly permissions: readonly CheckedPermission[];
}

async function look(
  { azure }: Tools,
  { providers }: RegisterProvidersTarget,
  context: RequestContext,
): Promise<Look> {
  const found = await Promise.all(
    providers.map(async (ref) => ({ ref, ...(await findRegistration(azure, ref, context)) })),
  );
  const writes = found.flatMap(({ ref, progress }) =>
    progress === 'missing' ? [registerWrite(ref)] : [],
  );
  return {
    writes,
    underWay: found.flatMap(({ ref, progress }) => (progress === 'underWay' ? [ref] : [])),
    permissions: await checkWrites(azure, writes, context),
  };
}

const createPlan = (
  tools: Tools,
  target: RegisterProvidersTarget,
  reviewed: readonly PlannedWrite[],
): Plan => {
  const { providers, tenantId, instanceId, instanceName } = target;
  const order = beside(...providers.map(providerPath));
  return {
    id: 'registerProviders',
    title: t('Register resource providers'),
    subjectId: instanceId,
    subjectName: instanceName,
    tenantId,
    request: { planId: 'registerProviders', target },
    agreed: reviewed,
    steps: {
      observe: {
        title: t('Read the present state'),
        detail: providers.map(({ namespace }) => namespace).join(', '),
      },
      ...Object.fromEntries(
        providers.map((each) => [
          providerPath(each),
          {
            title: registerTitle(each),
            detail: t('for {0}', providerPurpose(each.namespace)),
            usual: usualRegistration(),
          },
        ]),
      ),
    },
    prepareAgain: (context) => prepareRegisterProviders(tools, target, context),
    order,
    async run(run) {
      await run.step('observe', async (step) => {
        const now = await look(tools, target, step);
        requireReviewed(now.writes, reviewed);
        requireAllowed(now.permissions);
      });
      const works = providers.map((each) => [
        providerPath(each),
        () => run.step(providerPath(each), (step) => ensureProvider(tools, each, step)),
      ]);
      await follow(run, order, Object.fromEntries(works) as Works<string>);
    },
  };
};

/**
 * The plan that registers resource providers in their subscriptions, side by side.
 *
 * Writes nothing.
 */
export async function prepareRegisterProviders(
  tools: Tools,
  target: RegisterProvidersTarget,
  context: RequestContext,
): Promise<PreparedPlan> {
  const { writes, underWay, permissions } = await look(tools, target, context);
  return {
    plan: createPlan(tools, target, writes),
    writes,
    permissions,
    ...(underWay.length === 0
      ? {}
      : {
          waits: t(
            'for the registration of {0}',
            underWay.map(({ namespace }) => namespace).join(', '),
          ),
        }),
  };
}
