import { describe, expect, it } from 'vitest';
import { textOf, type ElementNode, type ViewNode } from '../../../webview/dom/element';
import { renderPage } from '../../../webview/securePanel/renderPage';
import { words } from '../../../webview/securePanel/words';
import type { FindingState } from '../../../src/protocol/panel';
import { aChain } from '../../builders/chain';
import { aFact, aPanelState, aRun, aStep, panelNowMs } from '../../builders/panelState';

const moment = { nowMs: panelNowMs, isCopied: false };

const findAll = (node: ViewNode, matches: (found: ElementNode) => boolean): ElementNode[] =>
  typeof node === 'string'
    ? []
    : [
        ...(matches(node) ? [node] : []),
        ...node.children.flatMap((child) => findAll(child, matches)),
      ];

const withTag = (node: ViewNode, tag: string) => findAll(node, (found) => found.tag === tag);
const headings = (node: ViewNode) => withTag(node, 'h2').map(textOf);

describe('renderPage', () => {
  it('is named by the title and the verdict, and tells them before the buttons', () => {
    const state = aPanelState({
      buttons: [{ action: 'refresh', label: 'Refresh', isPrimary: false }],
    });
    const page = renderPage(state, moment);
    expect(page.attributes['aria-labelledby']).toBe('panel-title verdict-lead');
    const text = textOf(page);
    expect(text.indexOf('aio-berlin-01')).toBeLessThan(text.indexOf('is not enabled'));
    expect(text.indexOf('is not enabled')).toBeLessThan(text.indexOf('Refresh'));
  });

  it('tells of interrupted runs with their own buttons, between verdict and the others', () => {
    const page = renderPage(
      aPanelState({
        buttons: [{ action: 'refresh', label: 'Refresh', isPrimary: false }],
        interrupted: {
          text: 'A run was interrupted.',
          buttons: [{ action: 'reviewInterrupted', label: 'Resume', isPrimary: true }],
        },
      }),
      moment,
    );
    expect(textOf(page)).toMatch(/is not enabled.*A run was interrupted\..*Resume.*Refresh/);
    const [section] = withTag(page, 'section');
    expect(section?.attributes['aria-label']).toBe('Interrupted runs');
    expect(section && withTag(section, 'vscode-button')).toHaveLength(1);
  });

  it('shows only the sections that have something to say', () => {
    expect(headings(renderPage(aPanelState(), moment))).toEqual([]);
    const full = aPanelState({
      run: aRun({ steps: [aStep({ id: 'a' })] }),
      settings: [aFact()],
      cluster: [aFact()],
      asks: ['Restart the server.'],
      links: [{ label: 'Secure settings', url: 'https://learn.microsoft.com/a' }],
    });
    expect(headings(renderPage(full, moment))).toEqual([
      'Steps',
      'Secure settings',
      'Cluster',
      'You will be asked to',
      'Read more',
    ]);
  });

  it('marks simulated Azure and nothing else', () => {
    expect(withTag(renderPage(aPanelState(), moment), 'vscode-badge')).toEqual([]);
    const [badge] = withTag(renderPage(aPanelState({ isSimulated: true }), moment), 'vscode-badge');
    expect(badge && textOf(badge)).toBe('Simulated Azure');
  });

  it('says every state in words beside its icon', () => {
    const text = textOf(
      renderPage(
        aPanelState({
          settings: [aFact({ label: 'Roles', value: 'Secrets User', state: 'notProved' })],
          run: aRun({
            steps: [
              aStep({ id: 'a', state: { kind: 'running', startedAtMs: panelNowMs - 6_000 } }),
              aStep({ id: 'b' }),
              aStep({ id: 'c', state: { kind: 'cancelled', endedAtMs: panelNowMs } }),
            ],
          }),
        }),
        moment,
      ),
    );
    for (const words of ['Not proved: Secrets User', 'Running 6 s', 'Not started', 'Cancelled']) {
      expect(text).toContain(words);
    }
  });

  it('says a state once when the value begins with its words', () => {
    const settings = [aFact({ value: 'Not proved: no context', state: 'notProved' })];
    const text = textOf(renderPage(aPanelState({ settings }), moment));
    expect(text.match(/Not proved/g)).toHaveLength(1);
  });

  it('judges a link in words, and never shows as good what is not proved', () => {
    const chain = aChain({ instanceToSecrets: ['notProved', 'not proved'] });
    const page = renderPage(aPanelState({ chain }), moment);
    const [link] = findAll(
      page,
      ({ attributes }) => attributes['data-part'] === 'instanceToSecrets',
    );
    expect(link && textOf(link)).toBe(
      'From Instance to Kubernetes secrets, Not proved: not proved',
    );
    const [drawn] = findAll(page, ({ key }) => key === 'instanceToSecrets');
    expect(drawn?.attributes['class']).toContain('link-unknown');
  });

  it.each(Object.entries(words.finding))(
    'says %s of a card and a link in words, and draws only what is done as good',
    (key, said) => {
      const state = key as FindingState;
      const chain = aChain({ vault: [state, 'W'], vaultToProviderClass: [state, 'w'] });
      const page = renderPage(aPanelState({ chain }), moment);
      const drawn = (part: string) => {
        const [found] = findAll(page, (each) => each.key === part);
        if (!found) throw new Error(`${part} is not drawn.`);
        return found;
      };
      expect(textOf(drawn('vault'))).toBe(`Key vault, kv-berlin-plant, ${said}: W`);
      expect(textOf(drawn('vaultToProviderClass'))).toBe(
        `From Key vault to Provider class, ${said}: w`,
      );
      const [icon] = findAll(drawn('vault'), ({ attributes }) =>
        / (tone-|ring)/.test(` ${attributes['class'] ?? ''}`),
      );
      expect(/tone-good/.test(icon?.attributes['class'] ?? '')).toBe(state === 'done');
      const { attributes } = drawn('vaultToProviderClass');
      expect(/\blink-good\b/.test(attributes['class'] ?? '')).toBe(state === 'done');
    },
  );

  it.each(Object.entries(words.finding))(
    'says %s of the parts for cloud connections, and draws only what is done as good',
    (key, said) => {
      const state = key as FindingState;
      const common = { title: 'T', name: 'n', state, words: 'w' } as const;
      const cloud = [
        { ...common, kind: 'identity', id: 'cloud map a' },
        { ...common, kind: 'credential', id: 'cloud credential a' },
        { ...common, kind: 'endpoint', id: 'cloud endpoint e', isOwned: true },
        { ...common, kind: 'role', id: 'cloud endpoint e role' },
        { ...common, kind: 'target', name: 'host' },
      ] as const;
      const page = renderPage(aPanelState({ chain: aChain({}, { cloud }) }), moment);
      const parts = findAll(page, ({ attributes }) =>
        (attributes['data-part'] ?? '').startsWith('cloud '),
      );
      expect(parts.map(textOf)).toEqual([
        `T, n, ${said}: w`,
        `From n to data flows, ${said}: w`,
        `T, n, ${said}: w`,
        `From n to host, ${said}: w`,
      ]);
      const links = findAll(page, ({ attributes }) =>
        /\bat-cloud-(credential|role)\b/.test(attributes['class'] ?? ''),
      );
      expect(links).toHaveLength(2);
      for (const { attributes } of links) {
        expect(/\blink-good\b/.test(attributes['class'] ?? '')).toBe(state === 'done');
      }
    },
  );

  it('tells a wait against what is usual, and what to do when it takes longer', () => {
    const usual = { lowMs: 120_000, highMs: 300_000, whenLonger: 'Check the pods.' };
    const after = (elapsed: number) => {
      const state = { kind: 'running', startedAtMs: panelNowMs - elapsed } as const;
      const run = aRun({ steps: [aStep({ id: 'a', usual, state })] });
      return textOf(renderPage(aPanelState({ run }), moment));
    };
    expect(after(108_000)).toMatch(/1:48.*usually 2 to 5 minutes/);
    expect(after(108_000)).not.toContain('Check the pods.');
    expect(after(400_000)).toMatch(/6:40.*longer than the usual 2 to 5 minutes · Check the pods\./);
  });

  it('says when the chain was verified', () => {
    const state = aPanelState({ chain: aChain(), verifiedAtMs: panelNowMs - 60_000 });
    expect(textOf(renderPage(state, moment))).toContain('verified 1 min ago');
  });

  it('underlines where two values differ, and says it', () => {
    const values = [
      { label: 'Credential trusts', value: 'https://i/', marks: [[9, 10]] as const },
      { label: 'Cluster signs with', value: 'https://i', source: 'ARM', differsAtByte: 10 },
    ];
    const check = { id: 'c', title: 'Credential', state: 'drifted', words: 'differs' } as const;
    const chain = aChain(
      {},
      { details: [{ part: 'credential', heading: 'H', checks: [{ ...check, values }] }] },
    );
    const state = aPanelState({ chain });
    const [mark] = withTag(renderPage(state, { ...moment, selected: 'credential' }), 'mark');
    expect(mark && textOf(mark)).toBe(' differs: /');
    // A slash that is missing cannot be underlined: its place is said.
    const readings = findAll(
      renderPage(state, { ...moment, selected: 'credential' }),
      ({ attributes }) => attributes['class'] === 'reading',
    );
    expect(readings.map(textOf)).toContain('ARM · differs\u00a0at\u00a0byte\u00a010');
    expect(withTag(renderPage(state, moment), 'mark')).toEqual([]);
  });

  it('hides every ring and icon from assistive technology', () => {
    const page = renderPage(
      aPanelState({
        verdict: { tone: 'busy', lead: 'Reading.', text: '' },
        settings: [aFact({ state: 'inProgress' }), aFact({ label: 'b', state: 'done' })],
      }),
      moment,
    );
    const icons = findAll(page, ({ attributes }) =>
      /\b(codicon|ring)\b/.test(attributes['class'] ?? ''),
    );
    expect(icons).toHaveLength(3);
    for (const icon of icons) expect(icon.attributes['aria-hidden']).toBe('true');
  });

  it('shows a failure with its code in brackets and the correlation id', () => {
    const failure = { message: 'Quota reached.', code: 'Quota', correlationId: '6f0b' };
    const state = { kind: 'failed', startedAtMs: 0, endedAtMs: 3_000, failure } as const;
    const page = renderPage(
      aPanelState({ run: aRun({ outcome: 'failed', steps: [aStep({ id: 'a', state })] }) }),
      moment,
    );
    expect(textOf(page)).toContain('Quota reached. (Quota)Correlation ID 6f0b');
  });

  it('offers to copy the issuer and says when it was copied', () => {
    const state = aPanelState({
      cluster: [
        aFact({ label: 'Issuer URL', value: 'https://i/', isCode: true, copy: 'copyIssuer' }),
      ],
    });
    const [button] = findAll(
      renderPage(state, moment),
      ({ attributes }) => attributes['data-action'] === 'copyIssuer',
    );
    expect(button?.attributes['aria-label']).toBe('Copy Issuer URL');
    expect(textOf(renderPage(state, moment))).not.toContain('Copied');
    expect(textOf(renderPage(state, { ...moment, isCopied: true }))).toContain('Copied');
  });
});
