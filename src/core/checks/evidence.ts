import { t } from '@vscode/l10n';
import type { Fact } from '../model/fact';
import type { Evidence, Finding } from '../model/finding';

/** A value together with where and when the fact it belongs to was read. */
export const evidence = (label: string, value: string, fact?: Fact<unknown>): Evidence => ({
  label,
  value,
  ...(fact === undefined ? {} : { source: fact.source }),
  ...(fact === undefined || fact.kind === 'unknown' ? {} : { readAtMs: fact.readAtMs }),
});

/** Words that somebody else wrote: shown, but kept in no record. */
export const freeText = (label: string, value: string, fact: Fact<unknown>): Evidence => ({
  ...evidence(label, value, fact),
  isFreeText: true,
});

/** "Unknown, because …": never shown as absent. */
export const unknownFinding = (because: string): Finding => ({
  state: 'unknown',
  words: t('Unknown'),
  advice: t('Could not read: {0}.', because),
  evidence: [],
});
