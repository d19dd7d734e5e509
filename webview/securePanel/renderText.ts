import type { FindingState, RichText, StepState, TextPart, Tone } from '../../src/protocol/panel';
import { element, type ViewNode } from '../dom/element';
import { ring } from '../components';
import { words } from './words';

/** Asks the host for the page about a code: no address is ever in the view. */
const entraLink = (digits: string): ViewNode =>
  element(
    'button',
    {
      type: 'button',
      class: 'text-link',
      'data-entra-code': digits,
      title: words.explainCode(digits),
    },
    [words.entraCode(digits)],
  );

const isLink = (part: TextPart | undefined): boolean =>
  typeof part === 'object' && 'entraCode' in part;

const plain = (part: TextPart | undefined): string => (typeof part === 'string' ? part : '');

/** What opens right before a link, and what closes right behind it. */
const opening = (text: string): string => /[([“]*$/.exec(text)?.[0] ?? '';
const closing = (text: string): string => /^[)\]”.,;:]*/.exec(text)?.[0] ?? '';

/** Text with its emphasis as elements. A line never ends between a link and its brackets. */
export function renderRichText(text: RichText): readonly ViewNode[] {
  if (typeof text === 'string') return [text];
  return text.map((part, index) => {
    const [before, after] = [text[index - 1], text[index + 1]];
    if (typeof part === 'string') {
      const start = isLink(before) ? closing(part).length : 0;
      const end = isLink(after) ? opening(part).length : 0;
      return part.slice(start, part.length - end);
    }
    if ('entraCode' in part) {
      return element('span', { class: 'unbroken' }, [
        opening(plain(before)),
        entraLink(part.entraCode),
        closing(plain(after)),
      ]);
    }
    return 'code' in part ? element('code', {}, [part.code]) : element('strong', {}, [part.strong]);
  });
}

/** The words alone, to be spoken. */
export function toPlainText(text: RichText): string {
  if (typeof text === 'string') return text;
  return text
    .map((part) => {
      if (typeof part === 'string') return part;
      if ('entraCode' in part) return words.entraCode(part.entraCode);
      return 'code' in part ? part.code : part.strong;
    })
    .join('');
}

/** Words that only a screen reader gets: what sighted people see in an icon. */
export const spoken = (text: string): ViewNode =>
  element('span', { class: 'for-screen-readers' }, [text]);

type IconName =
  | 'circle-large-outline'
  | 'circle-slash'
  | 'error'
  | 'info'
  | 'pass'
  | 'pass-filled'
  | 'question'
  | 'account'
  | 'unverified'
  | 'warning';

/** How a state looks: an icon in a colour, or the ring. */
type Look = { readonly icon: IconName; readonly tone: Tone } | 'ring';

const toneLooks: Readonly<Record<Tone, Look>> = {
  good: { icon: 'pass-filled', tone: 'good' },
  warning: { icon: 'warning', tone: 'warning' },
  bad: { icon: 'error', tone: 'bad' },
  unknown: { icon: 'question', tone: 'unknown' },
  neutral: { icon: 'info', tone: 'neutral' },
  busy: 'ring',
};

const stepLooks: Readonly<Record<StepState['kind'], Look>> = {
  pending: { icon: 'circle-large-outline', tone: 'neutral' },
  running: 'ring',
  waiting: { icon: 'account', tone: 'warning' },
  done: { icon: 'pass-filled', tone: 'good' },
  skipped: { icon: 'pass', tone: 'neutral' },
  failed: { icon: 'error', tone: 'bad' },
  cancelled: { icon: 'circle-slash', tone: 'neutral' },
  unknown: { icon: 'question', tone: 'unknown' },
};

const findingLooks: Readonly<Record<FindingState, Look>> = {
  notStarted: { icon: 'circle-large-outline', tone: 'neutral' },
  inProgress: 'ring',
  done: { icon: 'pass-filled', tone: 'good' },
  drifted: { icon: 'warning', tone: 'warning' },
  failed: { icon: 'error', tone: 'bad' },
  blocked: { icon: 'circle-slash', tone: 'neutral' },
  unknown: { icon: 'question', tone: 'unknown' },
  notProved: { icon: 'unverified', tone: 'unknown' },
};

const renderLook = (look: Look): ViewNode =>
  look === 'ring'
    ? ring()
    : element('i', {
        class: `icon codicon codicon-${look.icon} tone-${look.tone}`,
        'aria-hidden': 'true',
      });

export const renderToneIcon = (tone: Tone): ViewNode => renderLook(toneLooks[tone]);
export const renderStepIcon = (kind: StepState['kind']): ViewNode => renderLook(stepLooks[kind]);
export const renderFindingIcon = (state: FindingState): ViewNode => renderLook(findingLooks[state]);

export const sectionHeadingId = (id: string): string => `${id}-heading`;

/** A part of the page with its heading and, at the right, a remark. */
export function renderSection(
  section: { readonly id: string; readonly heading: string; readonly note?: string | undefined },
  content: readonly (ViewNode | false | undefined)[],
): ViewNode {
  const headingId = sectionHeadingId(section.id);
  return element('section', { key: section.id, class: 'section', 'aria-labelledby': headingId }, [
    element('div', { class: 'section-head' }, [
      element('h2', { id: headingId }, [section.heading]),
      section.note !== undefined && element('span', { class: 'note' }, [section.note]),
    ]),
    ...content,
  ]);
}
