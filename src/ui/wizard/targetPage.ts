import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { listConnectionTargets, type TargetChoice } from '../../core/discover/choices';
import { findResource, type AnyResource } from '../../core/discover/findResource';
import { ArmError } from '../../core/errors';
import { becauseOf } from '../../core/explain';
import { parseArmId, sameId } from '../../core/model/armId';
import { targetKinds, targetWords } from '../../core/model/connectionTargets';
import type { Azure } from '../../core/ports';
import { visible } from '../tree/markdown';
import type { NamedIdentity } from './assignedIdentityPage';
import { askElsewhere, elsewheres, elsewhereWords, type Elsewhere } from './grantedElsewhere';
import { pick, type Answer, type PickItem } from './steps';
import { typeText } from './typeText';

/** A resource at which a role can be assigned. */
export interface ChosenTarget {
  readonly id: string;
  readonly name: string;
}

export interface TargetPageOptions {
  readonly title: string;
  readonly step: number;
  readonly totalSteps: number;
  readonly azure: Azure;
  readonly isSimulated: boolean;
  readonly instanceId: string;
  /** Who is to get access. */
  readonly identity: NamedIdentity;
  /** What was chosen before. */
  readonly chosenId?: string;
}

type Row = ChosenTarget | 'typed' | Elsewhere;

const groupOf = (id: string): string => parseArmId(id)?.resourceGroup.toLowerCase() ?? '';

const separator = (label: string): PickItem<Row> => ({
  label,
  kind: vscode.QuickPickItemKind.Separator,
});

/** Under a heading for each kind, the nearest first; then what is not listed. */
function toItems(choices: readonly TargetChoice[], instanceId: string): readonly PickItem<Row>[] {
  const near = groupOf(instanceId);
  const rank = ({ resourceGroup }: TargetChoice): number =>
    resourceGroup.toLowerCase() === near ? 0 : 1;
  const listed = targetKinds.flatMap((kind) => {
    const own = choices
      .filter((choice) => choice.kind === kind)
      .sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name))
      .map((value) => ({
        label: visible(value.name),
        description: visible(`${value.resourceGroup} · ${value.location}`),
        value,
      }));
    return own.length === 0 ? [] : [separator(targetWords(kind)), ...own];
  });
  return [
    ...listed,
    separator(t('elsewhere')),
    { label: `$(edit) ${t('Another resource, by its id…')}`, value: 'typed' },
    ...elsewheres.map((value) => ({ ...elsewhereWords(value), value })),
  ];
}

/** Longer than any id that Azure gives. */
const longestId = 2_048;

/** What no id has: marks of an address, and what nobody sees. */
const foreign = /[\\?#%<>\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** What is wrong with a typed resource id by its form. */
export function resourceIdProblem(text: string): string | undefined {
  if (text.length > longestId) return t('At most 2,048 characters: no resource id is longer.');
  const parsed = parseArmId(text);
  if (!parsed) {
    return t(
      'Type the whole id: /subscriptions/…/resourceGroups/…/providers/…, with type and name.',
    );
  }
  const isElsewhere = parsed.id.split('/').some((part) => /^\.{1,2}$/.test(part));
  return isElsewhere || foreign.test(parsed.id)
    ? t('The id has characters that no resource id has. Copy it from the portal’s JSON view.')
    : undefined;
}

/** Why a typed id cannot be read. */
function unreadWords(error: unknown): string {
  const code = ArmError.is(error) ? error.details.code : undefined;
  switch (code) {
    case 'SubscriptionNotFound':
      return t('There is no such subscription, or your account may not see it.');
    case 'InvalidAuthenticationTokenTenant':
      return t(
        'Its subscription belongs to another tenant. A managed identity gets roles in its own tenant only.',
      );
    default:
      return t('It could not be read: {0}.', visible(becauseOf(error)));
  }
}

/** A resource id as it is typed: its form at once, the resource itself when the typing rests. */
async function typeResource(options: TargetPageOptions): Promise<Answer<ChosenTarget>> {
  let found: AnyResource | undefined;
  const typed = await typeText({
    title: options.title,
    prompt: t('Id of the resource, as the Azure CLI or the portal’s JSON view shows it'),
    value: '',
    step: options.step,
    totalSteps: options.totalSteps,
    problem: resourceIdProblem,
    remoteProblem: async (text, signal) => {
      try {
        found = await findResource(options.azure, text, { signal });
        return found ? undefined : t('There is no such resource, or your account may not see it.');
      } catch (error) {
        if (signal.aborted) throw error;
        return unreadWords(error);
      }
    },
  });
  if (typed.kind !== 'picked') return typed;
  // As Azure spells it, whatever was typed.
  return found ? { kind: 'picked', value: found } : { kind: 'back' };
}

const isResource = (row: Row): row is ChosenTarget => typeof row === 'object';

/** The resource that is to be used: one of the list, or any by its id. Dismissed where it is granted elsewhere. */
export async function askTargetPage(options: TargetPageOptions): Promise<Answer<ChosenTarget>> {
  const { azure, instanceId, identity, chosenId } = options;
  for (;;) {
    const answer = await pick<Row>({
      title: options.title,
      placeholder: t('Choose what {0} is to use', visible(identity.name)),
      step: options.step,
      totalSteps: options.totalSteps,
      isActive: (row) => isResource(row) && chosenId !== undefined && sameId(row.id, chosenId),
      load: async (signal) => toItems(await listConnectionTargets(azure, { signal }), instanceId),
    });
    if (answer.kind !== 'picked') return answer;
    const row = answer.value;
    if (isResource(row)) return { kind: 'picked', value: { id: row.id, name: row.name } };
    const next = row === 'typed' ? await typeResource(options) : await askElsewhere(row, options);
    if (next.kind !== 'back') return next;
  }
}
