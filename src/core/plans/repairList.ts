import { t } from '@vscode/l10n';
import { currentClass } from '../observe/currentClass';
import { UserFacingError } from '../errors';
import { valueOf } from '../model/fact';
import { stringAt, type JsonObject } from '../model/json';
import { observe } from '../observe/observe';
import type { ProviderClass } from '../observe/observation';
import type { CheckedPermission } from '../permissions';
import { checkWrites } from '../plan/checkWrites';
import type { Plan, PlannedWrite, PreparedPlan } from '../plan/plan';
import type { Azure, Clock, RequestContext } from '../ports';
import { usualOnCluster } from '../stages/usual';
import { classWithListed, listSecrets } from '../steps/listSecrets';
import { writableClass } from '../steps/ensureProviderClass';
import { parseClassObjects, withIndents, type ListedSecret } from '../verify/classObjects';
import { syncsOn, wantedOf } from '../verify/syncs';
import { oneWrite } from './oneWrite';

interface Tools {
  readonly azure: Azure;
  readonly clock: Clock;
}

export interface RepairListTarget {
  readonly tenantId: string;
  readonly instanceId: string;
  readonly instanceName: string;
}

interface Look {
  readonly own: ProviderClass;
  /** What its SecretSyncs map. */
  readonly mapped: readonly ListedSecret[];
  readonly writes: readonly PlannedWrite[];
  readonly permissions: readonly CheckedPermission[];
}

/** What is not in the list, or with too few versions, as it is once it can be read. */
function missingIn(
  { body }: ProviderClass,
  wanted: readonly ListedSecret[],
): readonly ListedSecret[] {
  const text = stringAt(body, 'properties', 'objects');
  const objects = parseClassObjects(text === undefined ? text : (withIndents(text) ?? text));
  const listed = objects.kind === 'listed' ? objects.secrets : [];
  return wanted.filter(
    ({ name, versions }) => !listed.some((each) => each.name === name && each.versions >= versions),
  );
}

const wantedWords = ({ name, versions }: ListedSecret): string =>
  versions > 1 ? t('{0} in {1} versions', name, versions) : name;

const titleOf = (missing: readonly ListedSecret[]) =>
  missing.length === 0
    ? { title: t('Indent the list of secrets'), detail: t('Its entries stay as they are') }
    : {
        title: t('Add to the list of secrets'),
        detail: t('{0}; what it lists already stays', missing.map(wantedWords).join(', ')),
      };

const toWrite = (
  own: ProviderClass,
  mapped: readonly ListedSecret[],
  then: JsonObject,
): PlannedWrite => ({
  stepId: 'list',
  ...titleOf(missingIn(own, mapped)),
  method: 'PUT',
  resourceId: own.id,
  now: writableClass(own.body),
  then,
  needs: [
    {
      action: 'Microsoft.SecretSyncController/azureKeyVaultSecretProviderClasses/write',
      scope: own.id,
    },
    {
      action: 'Microsoft.ExtendedLocation/customLocations/deploy/action',
      scope: own.customLocationId,
    },
  ],
});

async function look(
  { azure, clock }: Tools,
  target: RepairListTarget,
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
  const mapped = wantedOf(syncsOn(own, seen));
  const then = classWithListed(own.body, mapped);
  const writes = then ? [toWrite(own, mapped, then)] : [];
  return { own, mapped, writes, permissions: await checkWrites(azure, writes, context) };
}

const createPlan = (
  tools: Tools,
  target: RepairListTarget,
  { own }: Look,
  reviewed: readonly PlannedWrite[],
): Plan => ({
  id: 'repairList',
  title: t('Repair list of secrets'),
  subjectId: target.instanceId,
  subjectName: target.instanceName,
  tenantId: target.tenantId,
  request: { planId: 'repairList', target },
  prepareAgain: (context) => prepareRepairList(tools, target, context),
  ...oneWrite(tools.clock, {
    detail: own.name,
    stepId: 'list',
    step: {
      title: t('List the secrets that are mapped'),
      detail: own.name,
      usual: usualOnCluster(),
    },
    doneWords: t('Already done'),
    reviewed,
    look: (context) => look(tools, target, context),
    write: (seen, step) => listSecrets(tools.azure, seen.own.id, seen.mapped, step),
  }),
});

/**
 * Lists the secrets that are mapped, so that their SecretSyncs can fetch them, in a list that can be read.
 *
 * @throws {UserFacingError} the list cannot be read or changed by itself, or the caller may not write the class
 */
export async function prepareRepairList(
  tools: Tools,
  target: RepairListTarget,
  context: RequestContext,
): Promise<PreparedPlan> {
  const seen = await look(tools, target, context);
  const { writes } = seen;
  return {
    plan: createPlan(tools, target, seen, writes),
    writes,
    permissions: seen.permissions,
  };
}
