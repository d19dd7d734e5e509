import { t } from '@vscode/l10n';
import { idKey, shortPath } from '../model/armId';
import type { RunSnapshot, SentWrite } from '../model/run';

/** What became of the writes of a run that was stopped, by the resources' short paths. */
export interface AcceptedWrites {
  /** Their step came to its end. */
  readonly done: readonly string[];
  /** Accepted, and perhaps still carried out: nobody waited for the end. */
  readonly underWay: readonly string[];
  /** No answer came. */
  readonly unknown: readonly string[];
}

/** A name that is too long to be read tells nobody more. */
const mostNamed = 6;

/** By each resource's last answer; what Azure refused is in none of them. */
export function acceptedWrites({ writes, steps }: RunSnapshot): AcceptedWrites {
  const last = new Map<string, SentWrite>();
  for (const write of writes) last.set(idKey(write.exchange.path), write);
  const stopped = new Set(steps.filter(({ state }) => state.kind !== 'done').map(({ id }) => id));
  const done: string[] = [];
  const underWay: string[] = [];
  const unknown: string[] = [];
  for (const { exchange, stepId } of last.values()) {
    const { status, path } = exchange;
    if (status === undefined) unknown.push(shortPath(path));
    else if (status >= 300) continue;
    else if (stepId !== undefined && stopped.has(stepId)) underWay.push(shortPath(path));
    else done.push(shortPath(path));
  }
  return { done, underWay, unknown };
}

function listed(paths: readonly string[]): string {
  const more = paths.length - mostNamed;
  const named = paths.slice(0, mostNamed).join(', ');
  return more > 0 ? t('{0} and {1} more', named, more) : named;
}

/** What stays of a run that was stopped, in sentences. */
export function acceptedWords(run: RunSnapshot): string {
  const { done, underWay, unknown } = acceptedWrites(run);
  const sentences = [
    ...(done.length > 0 ? [t('Azure has accepted {0}.', listed(done))] : []),
    ...(underWay.length > 0 ? [t('Azure goes on with {0}.', listed(underWay))] : []),
    ...(unknown.length > 0 ? [t('Whether Azure has got {0} is not known.', listed(unknown))] : []),
  ];
  return sentences.length === 0
    ? t('Nothing was changed.')
    : [...sentences, t('The next run looks first and does only what is left.')].join(' ');
}
