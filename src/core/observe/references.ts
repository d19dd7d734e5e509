import { t } from '@vscode/l10n';
import { kqlString } from '../kql';
import { resourceTypes } from '../model/armId';
import { absent, known, unknown, type Fact } from '../model/fact';
import { stringAt, type JsonObject } from '../model/json';
import { currentClass } from './currentClass';
import type { Instance, ProviderClass, Target } from './observation';

/** The ids of the vault and the identity that secret synchronization uses, or is to use. */
export interface References {
  readonly vaultId: Fact<string>;
  readonly identityId: Fact<string>;
}

export interface ReferenceSources {
  readonly instance: Fact<Instance>;
  readonly classes: Fact<readonly ProviderClass[]>;
  /** A Resource Graph query. */
  readonly query: (kql: string) => Promise<Fact<readonly JsonObject[]>>;
  /** Epoch ms. */
  readonly nowMs: number;
}

const chosen = 'choice';
const index = 'Resource Graph';

/**
 * Those the user chose, else those that the instance's provider class names. Where the class could not
 * be read, what it names is unknown, not absent.
 */
export async function findReferences(
  { vaultId, identityId }: Target,
  sources: ReferenceSources,
): Promise<References> {
  const { nowMs } = sources;
  const rows =
    vaultId !== undefined && identityId !== undefined
      ? absent<readonly JsonObject[]>(chosen, nowMs)
      : await findNamed(sources);
  const named = (type: string): Fact<string> => {
    if (rows.kind !== 'known') return rows;
    const row = rows.value.find((each) => stringAt(each, 'type') === type.toLowerCase());
    const id = stringAt(row, 'id');
    return id === undefined ? absent(index, nowMs) : known(id, index, nowMs);
  };
  return {
    vaultId: vaultId === undefined ? named(resourceTypes.vault) : known(vaultId, chosen, nowMs),
    identityId:
      identityId === undefined ? named(resourceTypes.identity) : known(identityId, chosen, nowMs),
  };
}

/** Vault and identity of the names in the current provider class; absent when there is no such class. */
async function findNamed({
  instance,
  classes,
  query,
  nowMs,
}: ReferenceSources): Promise<Fact<readonly JsonObject[]>> {
  if (instance.kind === 'unknown') return instance;
  if (instance.kind === 'absent') return unknown(index, t('the instance does not exist'));
  if (classes.kind !== 'known') return classes;
  const current = currentClass(instance.value, classes.value);
  if (!current?.vaultName && !current?.clientId) return absent(index, nowMs);
  return query(
    `resources | where (type =~ '${resourceTypes.vault}' and name =~ ${kqlString(current.vaultName ?? '')})` +
      ` or (type =~ '${resourceTypes.identity}' and properties.clientId =~ ${kqlString(current.clientId ?? '')})` +
      ' | project id, type = tolower(type) | order by id asc',
  );
}
