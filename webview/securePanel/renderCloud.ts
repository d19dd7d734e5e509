import type { CloudPart, ShownPart } from '../../src/protocol/chain';
import { element, type ElementNode, type ViewNode } from '../dom/element';
import { looks } from './renderChain';
import { renderFindingIcon, renderSection, spoken } from './renderText';
import { words } from './words';

const icons = { identity: 'account', endpoint: 'plug', target: 'cloud' } as const;

/** A stroke to the right; from the second endpoint of an identity on it comes from above. */
const stroke = (wide: string): ElementNode =>
  element(
    'svg',
    {
      class: 'link-stroke',
      viewBox: '0 0 100 100',
      preserveAspectRatio: 'none',
      'aria-hidden': 'true',
      focusable: 'false',
    },
    [
      element('path', { class: 'across', d: wide }),
      element('path', { class: 'down', d: 'M50 0V100' }),
    ],
  );

/** A part with evidence is a button; a target has none of its own. */
const part = (
  { id }: CloudPart,
  look: string,
  selected: ShownPart | undefined,
  content: readonly ViewNode[],
): ViewNode =>
  id === undefined
    ? element('div', { class: `part plain-part ${look}` }, content)
    : element(
        'button',
        {
          type: 'button',
          class: `part ${look}`,
          'data-part': id,
          'aria-pressed': String(selected === id),
        },
        content,
      );

const renderCard = (
  shown: CloudPart,
  icon: string,
  selected: ShownPart | undefined,
): readonly ViewNode[] => [
  part(shown, `card-part state-${shown.state}`, selected, [
    element('span', { class: 'card-title' }, [
      element('i', { class: `codicon codicon-${icon}`, 'aria-hidden': 'true' }),
      element('span', {}, [shown.title]),
    ]),
    spoken(', '),
    element('span', { class: 'card-name' }, [shown.name]),
    spoken(`, ${words.finding[shown.state]}: `),
    element('span', { class: 'card-state' }, [
      renderFindingIcon(shown.state),
      element('span', {}, [shown.words]),
    ]),
  ]),
];

const renderLink = (
  shown: CloudPart,
  between: string,
  hasMore: boolean,
  selected: ShownPart | undefined,
): readonly ViewNode[] => [
  stroke(hasMore ? 'M0 50H100M50 50V100' : 'M0 50H100'),
  part(shown, 'link-part', selected, [
    spoken(`${between}, ${words.finding[shown.state]}: `),
    element('span', { class: 'link-word' }, [
      (shown.state === 'unknown' || shown.state === 'notProved') &&
        element('i', { class: 'codicon codicon-question', 'aria-hidden': 'true' }),
      shown.words,
    ]),
  ]),
];

/** Second and later endpoints hang on the link of the first. */
const fan = (key: string, look: string, hasMore: boolean): ViewNode =>
  element('li', { key, class: `chain-link at-fan link-${look}`, 'aria-hidden': 'true' }, [
    stroke(hasMore ? 'M50 0V100M50 50H100' : 'M50 0V50H100'),
  ]);

const isOwned = (part: CloudPart): boolean => part.isOwned === true;

/** Identity — trusts — endpoint — role — target, a row for each endpoint. */
export function renderCloud(
  parts: readonly CloudPart[],
  selected: ShownPart | undefined,
): ViewNode {
  const rows: ViewNode[] = [];
  let credential: CloudPart | undefined;
  parts.forEach((shown, index) => {
    const key = `${shown.kind} ${shown.id ?? String(index)}`;
    const rest = parts.slice(index + 1);
    const end = rest.findIndex(({ kind }) => kind === 'identity');
    const own = end < 0 ? rest : rest.slice(0, end);
    if (shown.kind === 'identity') credential = undefined;
    if (shown.kind === 'credential') credential = shown;
    if (isOwned(shown) && credential && parts[index - 1] !== credential) {
      rows.push(fan(`fan ${key}`, looks[credential.state], own.some(isOwned)));
    }
    // Without an identity there is no link: it stands in a row of its own.
    if (shown.kind === 'endpoint' && shown.id !== undefined && !isOwned(shown)) {
      rows.push(element('li', { key: `none ${key}`, class: 'at-none', 'aria-hidden': 'true' }, []));
    }
    const isLink = shown.kind === 'credential' || shown.kind === 'role';
    const [before, after] = [parts[index - 1], parts[index + 1]];
    const between = words.link(
      before?.name ?? '',
      shown.kind === 'role' ? (after?.name ?? '') : words.dataFlows,
    );
    const hasMore = shown.kind === 'credential' && own.filter(isOwned).length > 1;
    rows.push(
      element(
        'li',
        {
          key,
          class: isLink
            ? `chain-link at-cloud-${shown.kind} link-${looks[shown.state]}`
            : `chain-card at-cloud-${shown.kind}`,
        },
        shown.kind === 'credential' || shown.kind === 'role'
          ? renderLink(shown, between, hasMore, selected)
          : renderCard(shown, icons[shown.kind], selected),
      ),
    );
  });
  return renderSection({ id: 'cloud', heading: words.cloud }, [
    element('ol', { class: 'chain cloud', role: 'list' }, rows),
  ]);
}
