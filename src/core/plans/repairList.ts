import { t } from '@vscode/l10n';
import { currentClass } from '../observe/currentClass';
import { UserFacingError } from '../errors';
import { shortPath } from '../model/armId';
import { valueOf } from '../model/fact';
import { observe } from '../observe/observe';
import type { Observation, ProviderClass } from '../observe/observation';
import { requirePermissions } from '../permissions';
import type { Plan, PlannedWrite, PreparedPlan } from '../plan/plan';
import type { Azure, Clock, RequestContext } from '../ports';
import { classWithListed, listSecrets } from '../steps/listSecrets';
import { writableBody } from '../steps/writableBody';
import { listedSecrets, sourcesOf, syncsOn } from '../verify/syncs';
import { confirmWritten } from './confirmWritten';

interface Tools {
  readonly azure: Azure;
  readonly clock: Clock;
}

interface Target {
  readonly tenantId: string;
  readonly instanceId: string;
}

interface Look {
  readonly own: ProviderClass;
  readonly missing: readonly string[];
}

/** What SecretSyncs of the instance's class map and the class does not list. */
function missingIn(own: ProviderClass, seen: Observation): readonly string[] {
  const listed = new Set(listedSecrets(own).map(({ name }) => name));
  const mapped = syncsOn(own, seen).flatMap(sourcesOf);
  return [...new Set(mapped)].filter((name) => !listed.has(name));
}

async function look(
  { azure, clock }: Tools,
  target: Target,
  context: RequestContext,
): Promise<Look> {
  const seen = await observe(azure, clock, target, context);
  const own = currentClass(valueOf(seen.instance), valueOf(seen.providerClasses) ?? []);
  if (!own || seen.secretSyncs.kind !== 'known') {
    throw new UserFacingError(
      t(
        'The instance’s provider class or its SecretSyncs could not be read. Refresh and try again.',
      ),
    );
  }
  const missing = missingIn(own, seen);
  if (missing.length > 0) {
    await requirePermissions(
      azure,
      [
        {
          action: 'Microsoft.SecretSyncController/azureKeyVaultSecretProviderClasses/write',
          scope: own.id,
        },
        {
          action: 'Microsoft.ExtendedLocation/customLocations/deploy/action',
          scope: own.customLocationId,
        },
      ],
      context,
    );
  }
  return { own, missing };
}

const toWrites = ({ own, missing }: Look): readonly PlannedWrite[] =>
  missing.length === 0
    ? []
    : [
        {
          title: t('Add to the list of secrets'),
          detail: t('{0}; what it lists already stays', missing.join(', ')),
          method: 'PUT',
          resourceId: own.id,
          now: writableBody(own.body, ['provisioningState'], {}),
          then: classWithListed(own.body, missing),
        },
      ];

/**
 * Lists the secrets that are mapped, so that their SecretSyncs can fetch them.
 *
 * @throws {UserFacingError} the list cannot be read, or the caller may not write the class
 */
export async function prepareRepairList(
  tools: Tools,
  target: Target & { readonly instanceName: string },
  context: RequestContext,
): Promise<PreparedPlan> {
  const preview = await look(tools, target, context);
  const plan: Plan<'observe' | 'list' | 'confirm'> = {
    id: 'repairList',
    title: t('Repair list of secrets'),
    subjectId: target.instanceId,
    subjectName: target.instanceName,
    tenantId: target.tenantId,
    request: { planId: 'repairList', target },
    steps: {
      observe: { title: t('Read the present state'), detail: shortPath(target.instanceId) },
      list: { title: t('List the secrets that are mapped'), detail: preview.own.name },
      confirm: { title: t('Check the result'), detail: preview.own.name },
    },
    async run(run) {
      const { own, missing } = await run.step('observe', (step) => look(tools, target, step));
      if (missing.length === 0) {
        run.skip('list', t('Already done'));
      } else {
        await run.step('list', (step) => listSecrets(tools.azure, own.id, missing, step));
      }
      await run.step('confirm', async (step) => {
        await confirmWritten(tools.clock, step, async () => ({
          left: toWrites(await look(tools, target, step)),
        }));
      });
    },
  };
  return { plan, writes: toWrites(preview) };
}
