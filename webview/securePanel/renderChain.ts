import type { ChainCard, ChainLink, ChainView, LinkId, ShownPart } from '../../src/protocol/chain';
import type { FindingState } from '../../src/protocol/panel';
import { element, type ElementNode, type ViewNode } from '../dom/element';
import { renderFindingIcon, renderSection, spoken } from './renderText';
import { words } from './words';

/** Codicons of the cards. */
const icons = {
  issuer: 'server-environment',
  credential: 'link',
  identity: 'account',
  vault: 'key',
  providerClass: 'layers',
  instance: 'vm',
  secrets: 'lock',
} as const;

/** How a link is drawn: colour and stroke go by this class; the word says it, too. */
export const looks: Readonly<Record<FindingState, string>> = {
  done: 'good',
  drifted: 'warning',
  failed: 'bad',
  blocked: 'warning',
  inProgress: 'busy',
  notStarted: 'later',
  unknown: 'unknown',
  notProved: 'unknown',
};

/**
 * The stroke of a link. Wide, it runs from card to card; the one between the rows goes down and back.
 * The view box is stretched, the stroke is not.
 */
const stroke = (id: LinkId): ElementNode =>
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
      element('path', {
        class: 'across',
        d: id === 'vaultToProviderClass' ? 'M100 0V50H0V100' : 'M0 50H100',
      }),
      element('path', { class: 'down', d: 'M50 0V100' }),
    ],
  );

function renderCard(card: ChainCard, isSelected: boolean): ViewNode {
  return element('li', { key: card.id, class: `chain-card at-${card.id}` }, [
    element(
      'button',
      {
        type: 'button',
        class: `part card-part state-${card.state}`,
        'data-part': card.id,
        'aria-pressed': String(isSelected),
      },
      [
        element('span', { class: 'card-title' }, [
          element('i', { class: `codicon codicon-${icons[card.id]}`, 'aria-hidden': 'true' }),
          element('span', {}, [card.title]),
        ]),
        spoken(', '),
        element('span', { class: 'card-name' }, [card.name]),
        spoken(`, ${words.finding[card.state]}: `),
        element('span', { class: 'card-state' }, [
          renderFindingIcon(card.state),
          element('span', {}, [card.words]),
        ]),
      ],
    ),
  ]);
}

function renderLink(link: ChainLink, from: string, to: string, isSelected: boolean): ViewNode {
  return element(
    'li',
    { key: link.id, class: `chain-link at-${link.id} link-${looks[link.state]}` },
    [
      stroke(link.id),
      element(
        'button',
        {
          type: 'button',
          class: 'part link-part',
          'data-part': link.id,
          'aria-pressed': String(isSelected),
        },
        [
          spoken(`${words.link(from, to)}, ${words.finding[link.state]}: `),
          element('span', { class: 'link-word' }, [
            (link.state === 'unknown' || link.state === 'notProved') &&
              element('i', { class: 'codicon codicon-question', 'aria-hidden': 'true' }),
            link.word,
          ]),
        ],
      ),
    ],
  );
}

/** The picture: cards and links in the order of trust, each a button that selects its evidence. */
export function renderChain(
  chain: ChainView,
  selected: ShownPart | undefined,
  note: string | undefined,
): ViewNode {
  const parts = chain.cards.flatMap((card, index) => {
    const next = chain.cards[index + 1];
    const link = chain.links[index];
    return [
      renderCard(card, selected === card.id),
      ...(link && next ? [renderLink(link, card.title, next.title, selected === link.id)] : []),
    ];
  });
  return renderSection({ id: 'chain', heading: words.chain, note }, [
    element('ol', { class: 'chain', role: 'list' }, parts),
  ]);
}
