import { t } from '@vscode/l10n';
import { kqlString } from '../kql';
import { resourceTypes } from '../model/armId';
import { absent, known, unknown, type Fact } from '../model/fact';
import { stringAt, type JsonObject } from '../model/json';
import { currentClass } from './currentClass';
import { indexedReferences, type IndexedRows } from './indexed';
import type { Instance, ProviderClass, Target } from './observation';

/** The ids of the vault and the identity that secret synchronization uses, or is to use. */
export interface References {
  readonly vaultId: Fact<string>;
  readonly identityId: Fact<string>;
}

export interface ReferenceSources {
  readonly instance: Fact<Instance>;
  readonly classes: Fact<readonly ProviderClass[]>;
  /** Of the custom location, as far as the index answered. */
  readonly rows: IndexedRows;
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
  const found: References =
    vaultId !== undefined && identityId !== undefined
      ? { vaultId: absent(chosen, nowMs), identityId: absent(chosen, nowMs) }
      : await findNamed(sources);
  return {
    vaultId: vaultId === undefined ? found.vaultId : known(vaultId, chosen, nowMs),
    identityId: identityId === undefined ? found.identityId : known(identityId, chosen, nowMs),
  };
}

const both = (fact: Fact<string>): References => ({ vaultId: fact, identityId: fact });

/** Vault and identity of the names in the current provider class; absent when there is no such class. */
async function findNamed({
  instance,
  classes,
  rows,
  query,
  nowMs,
}: ReferenceSources): Promise<References> {
  if (instance.kind === 'unknown') return both(instance);
  if (instance.kind === 'absent') return both(unknown(index, t('the instance does not exist')));
  if (classes.kind !== 'known') return both(classes);
  const current = currentClass(instance.value, classes.value);
  if (!current?.vaultName && !current?.clientId) return both(absent(index, nowMs));
  const toFact = (id: string | undefined): Fact<string> =>
    id === undefined ? absent(index, nowMs) : known(id, index, nowMs);
  const indexed = indexedReferences(rows, current);
  if (indexed) {
    return { vaultId: toFact(indexed.vaultId), identityId: toFact(indexed.identityId) };
  }
  const answer = await query(
    `resources | where (type =~ '${resourceTypes.vault}' and name =~ ${kqlString(current.vaultName ?? '')})` +
      ` or (type =~ '${resourceTypes.identity}' and properties.clientId =~ ${kqlString(current.clientId ?? '')})` +
      ' | project id, type = tolower(type) | order by id asc',
  );
  if (answer.kind !== 'known') return both(answer);
  const ofType = (type: string): Fact<string> =>
    toFact(
      stringAt(
        answer.value.find((row) => stringAt(row, 'type') === type.toLowerCase()),
        'id',
      ),
    );
  return { vaultId: ofType(resourceTypes.vault), identityId: ofType(resourceTypes.identity) };
}
