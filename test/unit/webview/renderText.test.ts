import { describe, expect, it } from 'vitest';
import { textOf, type ViewNode } from '../../../webview/dom/element';
import { renderRichText, toPlainText } from '../../../webview/securePanel/renderText';

const unbroken = (nodes: readonly ViewNode[]) =>
  nodes.flatMap((node) =>
    typeof node === 'object' && node.attributes['class'] === 'unbroken' ? [textOf(node)] : [],
  );

describe('a text with codes of Microsoft Entra', () => {
  it.each([
    [['refuses it (', { entraCode: '700211' }, '). Then'], ['(AADSTS700211).']],
    [['It is ', { entraCode: '700211' }, ' here'], ['AADSTS700211']],
    [
      [{ entraCode: '1' }, ', (', { entraCode: '2' }, ')'],
      ['AADSTS1,', '(AADSTS2)'],
    ],
  ])('keeps a code and its brackets on one line: %j', (text, kept) => {
    const nodes = renderRichText(text);
    expect(unbroken(nodes)).toEqual(kept);
    expect(nodes.map(textOf).join('')).toBe(toPlainText(text));
  });
});
