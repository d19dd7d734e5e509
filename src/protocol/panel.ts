import type { FindingState } from '../core/model/finding';
import { isCloudPart, isListedCheck, partIds, type ChainView, type MendTarget } from './chain';
import type { RunOutcome, ShownFailure, StepSnapshot } from '../core/model/run';
import { isWriteNumber, type ReviewView } from './review';

export type { FindingState } from '../core/model/finding';
export type {
  RunOutcome,
  ShownFailure,
  StepSnapshot,
  StepState,
  UsualDuration,
} from '../core/model/run';

/** What the panel can ask for. The host decides whether and how. */
export const panelActions = [
  'enableAll',
  'enableClusterIdentity',
  'enableSecretSync',
  'repair',
  'exportScript',
  'cancel',
  'configureK3s',
  'confirmByKubectl',
  'confirmStep',
  'postponeStep',
  'restartRegistry',
  'retry',
  'answerReview',
  'reviewAgain',
  'reviewInterrupted',
  'forgetInterrupted',
  'updateByAzureCli',
  'checkPrerequisites',
  'saveRecord',
  'refresh',
  'more',
  'showLog',
  'openInPortal',
  'copyIssuer',
  'copyRequest',
  'signIn',
] as const;
export type PanelAction = (typeof panelActions)[number];

export interface PanelButton {
  readonly action: PanelAction;
  readonly label: string;
  /** At most one button of a panel is primary. */
  readonly isPrimary: boolean;
}

/**
 * A stretch of text. `code` is set in a fixed-width font, `strong` is stressed; `entraCode` holds the
 * digits of an AADSTS code, which Microsoft Entra has a page about.
 */
export type TextPart =
  string | { readonly strong: string } | { readonly code: string } | { readonly entraCode: string };

/** Text with the few kinds of emphasis that the panel knows; never markup. */
export type RichText = string | readonly TextPart[];

/** Microsoft's documentation; the view drops links to anywhere else. */
export const documentationOrigin = 'https://learn.microsoft.com';

/** A page of the documentation to read on. */
export interface PanelLink {
  readonly label: string;
  /** Starts with {@link documentationOrigin}. */
  readonly url: string;
}

/** `busy` turns, the others stand. */
export type Tone = 'good' | 'warning' | 'bad' | 'unknown' | 'neutral' | 'busy';

/** The one sentence that tells the truth: bold lead, then why and what it means. */
export interface Verdict {
  readonly tone: Tone;
  readonly lead: string;
  readonly text: RichText;
}

/** Something besides the verdict that wants an answer. */
export interface PanelNotice {
  readonly text: RichText;
  readonly buttons: readonly PanelButton[];
}

/** A value of the cluster or the instance. */
export interface FactRow {
  readonly label: string;
  readonly value: string;
  /** Absent: a plain value without judgement. */
  readonly state?: FindingState;
  /** Fixed-width: urls, subjects, names of resources. */
  readonly isCode?: boolean;
  /** Copy button beside it, answered by this action. */
  readonly copy?: Extract<PanelAction, 'copyIssuer'>;
  /** `ARM`, `discovery document`. */
  readonly source?: string;
  readonly readAtMs?: number;
  /** What is wrong and what to do, under the value. */
  readonly advice?: RichText;
}

export interface RunView {
  readonly runId: string;
  readonly title: string;
  readonly outcome: RunOutcome;
  readonly startedAtMs: number;
  readonly endedAtMs?: number;
  /** A failure that belongs to no step, such as one before the first. */
  readonly failure?: ShownFailure;
  readonly steps: readonly StepSnapshot[];
}

/** Everything that the panel shows. The view is a pure function of it. */
export interface PanelState {
  /** The instance's name. */
  readonly title: string;
  readonly isSimulated: boolean;
  /** `Instance on arc-berlin-01 (k3s) · rg-plant-berlin · Contoso Plants`. */
  readonly subtitle: RichText;
  readonly verdict: Verdict;
  readonly buttons: readonly PanelButton[];
  /** Runs that an earlier window has not brought to their end. */
  readonly interrupted?: PanelNotice;
  /** What waits in a wizard to be agreed to. */
  readonly review?: ReviewView;
  /** The running or the last run; absent when there was none since the window opened. */
  readonly run?: RunView;
  /** The trust chain; absent while the first reading runs. */
  readonly chain?: ChainView;
  /** Secret synchronization and cloud identity, row by row; empty while the first reading runs. */
  readonly settings: readonly FactRow[];
  readonly cluster: readonly FactRow[];
  /** When the last look at the whole chain ended, epoch ms; absent while the first one runs. */
  readonly verifiedAtMs?: number;
  /** Things that the extension will ask the user to do by hand. */
  readonly asks: readonly RichText[];
  /** Where to read on. */
  readonly links?: readonly PanelLink[];
  /** The host's clock at the moment of sending, epoch ms. */
  readonly nowMs: number;
  /** Seconds of the host's clock per second: 1, or more in simulated Azure. */
  readonly clockRate: number;
}

/** What a panel is about: the only thing that VS Code keeps of it over a reload. */
export interface PanelSubject {
  readonly tenantId: string;
  readonly instanceId: string;
  /** Instances of simulated Azure exist there only. */
  readonly isSimulated: boolean;
}

/** Host to view. Always the whole state: a repeated or late-opened view is simply right. */
export interface ToView {
  readonly type: 'state';
  readonly state: PanelState;
  /** To be kept by the view, so that its panel can be restored. */
  readonly subject?: PanelSubject;
}

/** View to host. The view asks; it never decides what runs next, and sends no text and no address. */
export type FromView =
  | { readonly type: 'ready' }
  | { readonly type: 'action'; readonly action: PanelAction }
  /** Mend what is wrong with a part of the chain, or one of the many checks of a part. */
  | { readonly type: 'mend'; readonly part: MendTarget }
  /** Show a write of the review, by its number, as it is now and will be then. */
  | { readonly type: 'compare'; readonly write: number }
  /** Show what Microsoft Entra says about a code of its own; digits only, the host has the address. */
  | { readonly type: 'explain'; readonly entraCode: string };

/** The digits of an AADSTS code. */
export const isEntraCode = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{4,8}$/.test(value);

/** Checks a message from the view. Unknown ones give undefined; the host logs and drops them. */
export function parseFromView(value: unknown): FromView | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const type: unknown = Reflect.get(value, 'type');
  if (type === 'ready') return { type };
  if (type === 'mend') {
    const asked: unknown = Reflect.get(value, 'part');
    const part =
      isCloudPart(asked) || isListedCheck(asked) ? asked : partIds.find((known) => known === asked);
    return part && { type, part };
  }
  if (type === 'compare') {
    const write: unknown = Reflect.get(value, 'write');
    return isWriteNumber(write) ? { type, write } : undefined;
  }
  if (type === 'explain') {
    const entraCode: unknown = Reflect.get(value, 'entraCode');
    return isEntraCode(entraCode) ? { type, entraCode } : undefined;
  }
  if (type !== 'action') return undefined;
  const wanted: unknown = Reflect.get(value, 'action');
  const action = panelActions.find((known) => known === wanted);
  return action && { type, action };
}
