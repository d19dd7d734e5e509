import type { ChainCheck, ChainDetail, ChainValue } from '../../src/protocol/chain';
import { element, type ViewNode } from '../dom/element';
import { button } from '../components';
import { toReadingText } from './factsView';
import { renderFindingIcon, renderRichText, renderSection, spoken } from './renderText';
import { words } from './words';

/** A value with what differs in it underlined, and said to be so. */
function renderMarked({ value, marks = [] }: ChainValue): readonly ViewNode[] {
  const pieces: ViewNode[] = [];
  let at = 0;
  for (const [from, to] of marks) {
    if (from < at || from >= value.length) continue;
    pieces.push(value.slice(at, from));
    pieces.push(element('mark', {}, [spoken(words.differs), value.slice(from, to)]));
    at = to;
  }
  return [...pieces, value.slice(at)].filter((piece) => piece !== '');
}

/** Where and when it was read, and at which byte it differs. */
const readingOf = (
  { source, readAtMs, differsAtByte }: ChainValue,
  nowMs: number,
): readonly string[] => [
  ...(source === undefined
    ? []
    : [readAtMs === undefined ? source : toReadingText(source, readAtMs, nowMs)]),
  ...(differsAtByte === undefined ? [] : [words.differsAt(differsAtByte)]),
];

const renderCompared = (value: ChainValue, nowMs: number): ViewNode =>
  element('div', { key: value.label, class: 'compared' }, [
    element('dt', {}, [value.label]),
    element('dd', { class: 'compared-value' }, [element('code', {}, renderMarked(value))]),
    readingOf(value, nowMs).length > 0 &&
      element('dd', { class: 'reading' }, [readingOf(value, nowMs).join(' · ')]),
  ]);

const renderCheck = (check: ChainCheck, nowMs: number): ViewNode =>
  element('li', { key: check.id, class: 'check' }, [
    element('div', { class: 'check-head' }, [
      renderFindingIcon(check.state),
      element('p', {}, [
        element('span', { class: 'check-title' }, [check.title]),
        spoken(`, ${words.finding[check.state]}`),
        element('span', { class: 'check-words' }, [` · ${check.words}`]),
      ]),
    ]),
    check.advice !== undefined &&
      element('p', { class: 'check-advice' }, renderRichText(check.advice)),
    check.values.length > 0 &&
      element(
        'dl',
        { class: 'compared-list' },
        check.values.map((value) => renderCompared(value, nowMs)),
      ),
    check.remedyLabel !== undefined &&
      element('div', { class: 'check-mend' }, [
        ...(check.remedy === undefined ? [] : [element('p', {}, renderRichText(check.remedy))]),
        button({ mends: check.id, label: check.remedyLabel, isPrimary: false }),
      ]),
  ]);

/** The evidence of the selected part, then what mends it. */
export const renderDetail = (detail: ChainDetail, nowMs: number): ViewNode =>
  renderSection({ id: 'detail', heading: detail.heading }, [
    element('div', { class: 'card detail' }, [
      detail.checks.length > 0 && element('h3', { id: 'detail-compared' }, [words.compared]),
      detail.checks.length > 0 &&
        element(
          'ul',
          { class: 'checks', role: 'list', 'aria-labelledby': 'detail-compared' },
          detail.checks.map((check) => renderCheck(check, nowMs)),
        ),
      detail.checks.length === 0 && element('p', {}, [words.nothingCompared]),
      detail.remedy !== undefined && element('h3', {}, [words.mends]),
      detail.remedy !== undefined && element('p', {}, renderRichText(detail.remedy)),
      detail.remedyLabel !== undefined &&
        element('div', { class: 'mend' }, [
          button({ mends: detail.part, label: detail.remedyLabel, isPrimary: false }),
        ]),
    ]),
  ]);
