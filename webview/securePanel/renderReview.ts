import type { PermissionState, ReviewView, ReviewWriteView } from '../../src/protocol/review';
import { button, iconButton } from '../components';
import { element, type ViewNode } from '../dom/element';
import { renderSection, renderToneIcon } from './renderText';
import { words } from './words';

const permissionTones = {
  allowed: 'good',
  denied: 'bad',
  conditional: 'warning',
  unknown: 'unknown',
} as const satisfies Readonly<Record<PermissionState, string>>;

const icon = (name: string): ViewNode =>
  element('i', { class: `icon codicon codicon-${name}`, 'aria-hidden': 'true' });

const renderValue = (when: string, value: string | undefined): ViewNode =>
  element('div', { key: when, class: 'review-value' }, [
    element('span', { class: 'review-when' }, [when]),
    value === undefined
      ? element('span', { class: 'review-when' }, [words.reviewNothing])
      : element('code', {}, [value]),
  ]);

/** Now above then, so that equal beginnings stand below each other. */
const renderChange = (
  name: string,
  { now, then }: { readonly now: string | undefined; readonly then: string | undefined },
): ViewNode =>
  now === undefined && then === undefined
    ? element('div', { key: name, class: 'review-change review-untold' }, [
        element('dt', {}, [name]),
        element('dd', {}, [words.reviewUntold]),
      ])
    : element('div', { key: name, class: 'review-change' }, [
        element('dt', {}, [name]),
        element('dd', {}, [renderValue(words.reviewNow, now), renderValue(words.reviewThen, then)]),
      ]);

/** What changes, property by property; a value that could be a secret is not told. */
function renderChanges({ change, properties }: ReviewWriteView): ViewNode | false {
  const rows = [
    ...(change ? [renderChange(words.reviewValue, change)] : []),
    ...properties.map(({ name, before, after }) =>
      renderChange(name, { now: before, then: after }),
    ),
  ];
  return rows.length > 0 && element('dl', { class: 'review-changes' }, rows);
}

interface Item {
  readonly icon: ViewNode;
  readonly title: ViewNode;
  /** Beside the title. */
  readonly text?: string;
  /** At the end of the line. */
  readonly button?: ViewNode | false;
  /** Below. */
  readonly more?: readonly (ViewNode | false)[];
}

const renderItem = (
  { icon: mark, title, text = '', button = false, more = [] }: Item,
  index: number,
): ViewNode =>
  element('li', { key: String(index), class: 'check' }, [
    element('div', { class: 'check-head' }, [
      mark,
      element('p', { class: 'review-title' }, [
        title,
        text !== '' && element('span', { class: 'check-words' }, [` · ${text}`]),
      ]),
      button,
    ]),
    more.some(Boolean) && element('div', { class: 'review-more' }, more),
  ]);

const strong = (text: string): ViewNode => element('span', { class: 'check-title' }, [text]);

const line = (text: string): ViewNode => element('p', { class: 'step-line' }, [text]);

function renderWrite(write: ReviewWriteView, index: number): ViewNode {
  const { title, detail, isDeletion, request, quota, number, lacks } = write;
  return renderItem(
    {
      icon: icon(isDeletion ? 'trash' : 'edit'),
      title: strong(title),
      text: detail,
      button:
        number !== undefined &&
        iconButton({ compares: number, label: words.compare(title), icon: 'diff' }),
      more: [
        line(quota === undefined ? request : `${request} · ${quota}`),
        renderChanges(write),
        ...lacks.map(({ permission, words: lack }) =>
          element('div', { key: `lack ${lack}`, class: 'check-head' }, [
            renderToneIcon(permissionTones[permission]),
            element('p', {}, [lack]),
          ]),
        ),
      ],
    },
    index,
  );
}

const renderList = (
  id: string,
  heading: string,
  items: readonly ViewNode[],
): readonly (ViewNode | false)[] => [
  items.length > 0 && element('h3', { key: id, id: `review-${id}` }, [heading]),
  items.length > 0 &&
    element(
      'ul',
      { key: `${id} list`, class: 'checks', role: 'list', 'aria-labelledby': `review-${id}` },
      items,
    ),
];

const renderPermissions = ({ permissions }: ReviewView): readonly (ViewNode | false)[] =>
  renderList(
    'needs',
    words.reviewNeeds,
    permissions.map(({ action, permission, words: said, where }, index) =>
      renderItem(
        {
          icon: renderToneIcon(permissionTones[permission]),
          title: element('code', {}, [action]),
          text: said,
          more: [line(where)],
        },
        index,
      ),
    ),
  );

/** What the answer is about, and the way to where it is given, for those who use no mouse. */
const renderLead = ({ isDenied, idle }: ReviewView): ViewNode =>
  element('div', { class: 'check-head review-lead' }, [
    isDenied && renderToneIcon('bad'),
    element('p', { class: 'review-title' }, [
      isDenied ? strong(words.reviewDenied) : (idle ?? words.reviewLead),
    ]),
    button({
      action: 'answerReview',
      label: words.reviewAnswer,
      tooltip: words.reviewAnswerWhere,
      isPrimary: true,
    }),
  ]);

/**
 * What waits to be agreed to, above everything else: what is to be known first, each write in its order,
 * what stays, and what the account needs. What lacks keeps it from running, so it stands first.
 */
export function renderReview(review: ReviewView): ViewNode {
  const { title, count, isDenied, cautions, rounds, kept, ending } = review;
  return renderSection({ id: 'review', heading: words.review(title), note: count }, [
    element('div', { class: 'card detail review' }, [
      renderLead(review),
      ...(isDenied ? renderPermissions(review) : []),
      ...renderList(
        'cautions',
        words.reviewCautions,
        cautions.map((text, index) =>
          renderItem({ icon: renderToneIcon('warning'), title: text }, index),
        ),
      ),
      ...rounds.flatMap(({ heading, writes }, index) =>
        renderList(`round-${index}`, heading, writes.map(renderWrite)),
      ),
      ...renderList(
        'kept',
        words.reviewKept,
        [
          ...kept.map((each) => ({
            icon: icon('lock'),
            title: strong(each.title),
            text: each.because,
          })),
          { icon: icon('circle-slash'), title: ending },
        ].map(renderItem),
      ),
      ...(isDenied ? [] : renderPermissions(review)),
    ]),
  ]);
}
