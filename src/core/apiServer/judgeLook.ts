import { t } from '@vscode/l10n';
import { sameButForSlash } from '../observe/resolveIssuer';
import { apiServerGuidance } from './guidance';
import type { ApiServerLook } from './lookAtApiServer';
import type { ConfirmTarget } from './readConfirmTarget';

export interface LookJudgement {
  readonly kind: 'same' | 'slash' | 'other';
  /** What was seen, and what to do about it. */
  readonly words: string;
  /** Certain enough to be kept: the cluster said which it is, or its issuer is the cluster's alone. */
  readonly isCertain: boolean;
}

/** Byte by byte: is what the API server signs with what credentials must name? */
export function judgeLook(
  { issuer, doubt }: ApiServerLook,
  { cluster, wanted }: ConfirmTarget,
): LookJudgement {
  const doubts = [
    ...(wanted.isVerified
      ? []
      : [t('The published issuer could not be verified: {0}.', wanted.because ?? '')]),
    ...(doubt === undefined ? [] : [doubt]),
  ];
  const { name } = cluster;
  if (issuer === wanted.issuer) {
    const said = t('Confirmed by kubectl: {0} signs with the published issuer.', name);
    return { kind: 'same', words: [said, ...doubts].join(' '), isCertain: true };
  }
  const isSlash = sameButForSlash(issuer, wanted.issuer);
  const said = t(
    'The API server of {0} signs with “{1}”, but tokens must carry “{2}”.',
    name,
    issuer,
    wanted.issuer,
  );
  return {
    kind: isSlash ? 'slash' : 'other',
    words: [
      said,
      ...(isSlash
        ? [t('Only the slash at the end differs; Microsoft Entra compares it, too.')]
        : []),
      apiServerGuidance(cluster),
      ...doubts,
    ].join(' '),
    isCertain: doubt === undefined,
  };
}
