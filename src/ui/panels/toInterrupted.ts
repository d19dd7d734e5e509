import { t } from '@vscode/l10n';
import type { KeptRun } from '../../core/plan/keptRun';
import { requestTitle } from '../../core/plans/prepareRequest';
import type { PanelNotice, RichText } from '../../protocol/panel';
import { whenWords } from '../kept/whenWords';

function toText(runs: readonly KeptRun[]): RichText {
  const named = runs.map(({ request, startedAtMs }) =>
    t('“{0}”, begun {1}', requestTitle(request), whenWords(startedAtMs)),
  );
  const isOne = runs.length === 1;
  return [
    { strong: isOne ? t('A run was interrupted') : t('{0} runs were interrupted', runs.length) },
    `: ${named.join('; ')}. `,
    isOne
      ? t('How far it got is read from Azure. What is left is shown before anything is written.')
      : t('How far they got is read from Azure. What is left is shown before anything is written.'),
  ];
}

/** Offers to take up again what an earlier window has not brought to its end. */
export function toInterrupted(
  runs: readonly KeptRun[],
  { isPrimary }: { readonly isPrimary: boolean },
): PanelNotice | undefined {
  if (runs.length === 0) return undefined;
  const isOne = runs.length === 1;
  return {
    text: toText(runs),
    buttons: [
      {
        action: 'reviewInterrupted',
        label: isOne ? t('Review and Resume…') : t('Review…'),
        isPrimary,
      },
      {
        action: 'forgetInterrupted',
        label: isOne ? t('Forget') : t('Forget…'),
        isPrimary: false,
      },
    ],
  };
}
