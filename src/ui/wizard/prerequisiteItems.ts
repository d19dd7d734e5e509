import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Prerequisite, Remedy } from '../../core/prerequisites/prerequisite';
import { visible } from '../tree/markdown';
import { stateIcon } from '../tree/stateIcon';
import type { PickItem } from './steps';

type Group = 'needs' | 'unknown' | 'fine' | 'spared';

/** Only what was read and is right counts as fine. */
function groupOf({ finding, remedy }: Prerequisite): Group {
  switch (finding.state) {
    case 'done':
      return 'fine';
    case 'notStarted':
      return remedy?.kind === 'enableClusterIdentity' ? 'needs' : 'spared';
    case 'unknown':
      return 'unknown';
    case 'inProgress':
    case 'drifted':
    case 'failed':
    case 'blocked':
    case 'notProved':
      return 'needs';
  }
}

/** What stands in the way comes first. */
const order: readonly Group[] = ['needs', 'unknown', 'spared', 'fine'];

function groupTitle(group: Group, count: number): string {
  switch (group) {
    case 'needs':
      return count === 1 ? t('1 needs a look') : t('{0} need a look', count);
    case 'unknown':
      return count === 1 ? t('1 could not be read') : t('{0} could not be read', count);
    case 'spared':
      return count === 1 ? t('1 is not needed now') : t('{0} are not needed now', count);
    case 'fine':
      return count === 1 ? t('1 is fine') : t('{0} are fine', count);
  }
}

/** What choosing the remedy does, on its button. */
export function remedyLabel(remedy: Remedy): string {
  switch (remedy.kind) {
    case 'registerProviders':
      return remedy.providers.length === 1 ? t('Register') : t('Register All');
    case 'enableClusterIdentity':
      return t('Enable…');
    case 'updateByAzureCli':
      return t('Update Cluster by Azure CLI…');
    case 'becomeOfficer':
      return t('Give Me the Role…');
    case 'line':
      return t('Show the Command…');
    case 'copyActions':
      return t('Copy the Actions');
  }
}

const grouped = (rows: readonly Prerequisite[], group: Group): readonly Prerequisite[] =>
  rows.filter((row) => groupOf(row) === group);

/** How things stand, in one sentence for the top. */
export function prerequisitesSummary(rows: readonly Prerequisite[]): string {
  const needs = grouped(rows, 'needs').length;
  const unknown = grouped(rows, 'unknown').length;
  if (needs === 0 && unknown === 0) return t('All prerequisites are met. Choose a row to read on');
  const counts = [
    ...(needs === 0 ? [] : [groupTitle('needs', needs)]),
    ...(unknown === 0 ? [] : [groupTitle('unknown', unknown)]),
  ];
  return t('{0}. Choose a row to read on', counts.join(', '));
}

/** Several rows that one write each would mend, as one more row. */
function combined(rows: readonly Prerequisite[]): readonly Prerequisite[] {
  const providers = rows.flatMap(({ finding, remedy }) =>
    remedy?.kind === 'registerProviders' && finding.state === 'failed' ? remedy.providers : [],
  );
  if (providers.length < 2) return [];
  return [
    {
      id: 'registerAll',
      title: t('Register {0} resource providers', providers.length),
      finding: {
        state: 'failed',
        words: providers.map(({ namespace }) => namespace).join(', '),
        advice: t('Registering costs nothing and changes nothing that is there.'),
        evidence: [],
      },
      remedy: { kind: 'registerProviders', providers },
    },
  ];
}

function toItem(row: Prerequisite): PickItem<Prerequisite> {
  const { finding, remedy } = row;
  const lead = remedy && finding.state !== 'notStarted' ? `${remedyLabel(remedy)} · ` : '';
  return {
    label: `$(${stateIcon(finding.state).id}) ${visible(row.title)}`,
    description: visible(finding.words),
    ...(finding.advice === undefined ? {} : { detail: `${lead}${visible(finding.advice, 300)}` }),
    value: row,
  };
}

/** The rows of the list: what stands in the way first, what is fine last. */
export function toPrerequisiteItems(rows: readonly Prerequisite[]): PickItem<Prerequisite>[] {
  return order.flatMap((group) => {
    const found = grouped(rows, group);
    if (found.length === 0) return [];
    const more = group === 'needs' ? combined(rows) : [];
    return [
      { label: groupTitle(group, found.length), kind: vscode.QuickPickItemKind.Separator },
      ...[...more, ...found].map(toItem),
    ];
  });
}
