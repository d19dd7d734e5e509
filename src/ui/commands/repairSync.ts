import { t } from '@vscode/l10n';
import { UserFacingError } from '../../core/errors';
import { parseArmIdOf, resourceTypes } from '../../core/model/armId';
import { sharedKeys } from '../../core/model/mappings';
import type { SecretSync } from '../../core/observe/observation';
import { syncsOn } from '../../core/verify/syncs';
import { countingClass, syncsToRepair, unmappedSecrets } from '../../core/verify/toRepair';
import { visible } from '../tree/markdown';
import { askMapSecret } from '../wizard/askMapSecret';
import { askRepairSync } from '../wizard/askRepairSync';
import { pick } from '../wizard/steps';
import type { Command, Deps } from './command';
import { instanceWith, type ChosenSync } from './instanceWith';
import { instanceOf } from './pickInstance';
import { readingOf } from './readingOf';
import { requireIdle, runInPanel } from './runInPanel';

/** The SecretSync passed to the command, or one of those that need it; one alone is not asked for. */
async function chooseSync(
  argument: unknown,
  { estate, readings }: Deps,
): Promise<ChosenSync | undefined> {
  if (typeof argument === 'string' && parseArmIdOf(resourceTypes.secretSync, argument)) {
    return instanceWith(argument, estate, readings);
  }
  const instance = await instanceOf(argument, estate);
  if (!instance) return undefined;
  const syncs = syncsToRepair(await readingOf(readings, instance));
  const [sync] = syncs;
  if (!sync) {
    throw new UserFacingError(
      t(
        'No SecretSync of {0} names a class that is not there or maps two secrets to one key, so none is to be repaired like that. “Verify Secure Settings” shows what else is wrong.',
        instance.name,
      ),
    );
  }
  if (syncs.length === 1) return { instance, sync };
  const answer = await pick<SecretSync>({
    title: t('Repair SecretSync'),
    placeholder: t('Choose the SecretSync of {0} to repair', visible(instance.name)),
    step: 1,
    totalSteps: 1,
    load: () =>
      Promise.resolve(
        syncs.map((value) => ({
          label: visible(value.name),
          description:
            sharedKeys(value.mappings).length > 0
              ? t('two secrets have one key')
              : t('names {0}, which is not there', visible(value.providerClassName ?? '–')),
          value,
        })),
      ),
  });
  return answer.kind === 'picked' ? { instance, sync: answer.value } : undefined;
}

/** Lets a SecretSync name a class that is there, or gives each of its keys one secret. */
export const repairSync = (deps: Deps): Command<'aioSecureSettings.secretSync.repairSync'> => ({
  id: 'aioSecureSettings.secretSync.repairSync',
  title: t('Repair SecretSync'),
  async run(argument) {
    const chosen = await chooseSync(argument, deps);
    if (!chosen) return;
    const { instance, sync } = chosen;
    const { session, readings, panels, reviews } = deps;
    const { cloud, runs } = await session.current();
    await requireIdle(runs, instance);
    const seen = await readingOf(readings, instance);
    const plan = await askRepairSync({ reviews, cloud, instance, sync, seen });
    if (plan) await runInPanel(panels, runs, plan);
  },
});

/** Lets a vault secret that the class lists reach the cluster. */
export const mapSecret = ({
  session,
  estate,
  readings,
  panels,
  reviews,
}: Deps): Command<'aioSecureSettings.secretSync.mapSecret'> => ({
  id: 'aioSecureSettings.secretSync.mapSecret',
  title: t('Map Secret'),
  async run(argument) {
    const instance = await instanceOf(argument, estate);
    if (!instance) return;
    const { cloud, runs } = await session.current();
    await requireIdle(runs, instance);
    const seen = await readingOf(readings, instance);
    const own = countingClass(seen);
    const secrets = unmappedSecrets(seen);
    if (!own || secrets.length === 0) {
      throw new UserFacingError(
        t(
          'Each vault secret that the provider class of {0} lists is mapped, or cannot be fetched yet. “Verify Secure Settings” shows them.',
          instance.name,
        ),
      );
    }
    const syncs = syncsOn(own, seen);
    const plan = await askMapSecret({ reviews, cloud, instance, secrets, syncs });
    if (plan) await runInPanel(panels, runs, plan);
  },
});
