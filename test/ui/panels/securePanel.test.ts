import { beforeEach, describe, expect, it } from 'vitest';
import type { WebviewPanel, Uri as CodeUri } from 'vscode';
import { panelActions } from '../../../src/protocol/panel';
import { panelType, SecurePanel } from '../../../src/ui/panels/securePanel';
import { aPanelState } from '../../builders/panelState';
import { hostileNames } from '../../fakes/hostileNames';
import { RecordingLog } from '../../fakes/recordingLog';
import { EventEmitter, host, Uri } from '../../fakes/vscode';
import { FakeWebviewPanel } from '../../fakes/vscodeHost';

beforeEach(() => {
  host.reset();
});

function aPanel() {
  const panel = new FakeWebviewPanel(panelType, 'Secure Settings');
  const log = new RecordingLog();
  const acted: string[] = [];
  const changed = new EventEmitter<void>();
  const view = new SecurePanel(
    panel as unknown as WebviewPanel,
    Uri.file('/extension') as unknown as CodeUri,
    {
      log,
      subject: { tenantId: 't', instanceId: '/subscriptions/s', isSimulated: false },
      state: () => aPanelState(),
      act: (action) => acted.push(action),
      mend: (part) => acted.push(part),
      explain: (entraCode) => acted.push(entraCode),
      compare: (write) => acted.push(`write ${write}`),
      onDidChange: changed.event,
    },
  );
  return { panel, log, acted, view };
}

describe('the page of a panel', () => {
  it('may load from its own folder and from nowhere else', () => {
    const { webview } = aPanel().panel;
    expect(webview.options).toMatchObject({ enableScripts: true });
    const { localResourceRoots, ...others } = webview.options as {
      readonly localResourceRoots: readonly { toString(): string }[];
    };
    expect(localResourceRoots.map(String)).toEqual(['file:///extension/dist/webview']);
    expect(others).toEqual({ enableScripts: true });
  });

  it('has a nonce of 128 bits of its own each time', () => {
    const nonces = Array.from({ length: 50 }, () => {
      const [, nonce = ''] = /nonce="([^"]+)"/.exec(aPanel().panel.webview.html) ?? [];
      return nonce;
    });
    expect(new Set(nonces).size).toBe(50);
    for (const nonce of nonces) expect(Buffer.from(nonce, 'base64')).toHaveLength(16);
  });
});

describe('a message of the page', () => {
  const odd: readonly unknown[] = [
    undefined,
    null,
    7,
    'ready',
    [],
    {},
    { type: 'open', url: 'https://evil.test' },
    { type: 'action', action: 'workbench.action.quit' },
    { type: 'command', command: 'workbench.action.quit' },
    { type: 'action', action: 'toString' },
    { type: 'action', action: '__proto__' },
    { type: 'action', action: ['refresh'] },
    ...[-1, 1.5, NaN, Infinity, 2 ** 53, '1', [1], null, undefined].map((write) => ({
      type: 'compare',
      write,
    })),
    ...hostileNames.map((action) => ({ type: 'action', action })),
  ];

  it.each(odd)('that is not known is logged, without what it holds, and dropped: %j', (message) => {
    const { panel, log, acted } = aPanel();
    panel.send(message);
    expect(acted).toEqual([]);
    expect(panel.posted).toEqual([]);
    expect(log.lines).toEqual(['A message from the panel was not understood and dropped.']);
    expect(host.executed).toEqual([]);
    expect(host.opened).toEqual([]);
  });

  it.each(panelActions)('asks for %s by its name, whatever else it brings', (action) => {
    const { panel, log, acted } = aPanel();
    panel.send({ type: 'action', action, command: 'evil', url: 'https://evil.test', args: [1] });
    expect(acted).toEqual([action]);
    expect(log.lines).toEqual([]);
    expect(host.executed).toEqual([]);
    expect(host.opened).toEqual([]);
  });

  it('asks to compare a write by its number, whatever else it brings', () => {
    const { panel, log, acted } = aPanel();
    panel.send({ type: 'compare', write: 3, command: 'evil', url: 'https://evil.test' });
    expect(acted).toEqual(['write 3']);
    expect(log.lines).toEqual([]);
    expect(host.executed).toEqual([]);
    expect(host.opened).toEqual([]);
  });

  it('is not heard any more once the panel is closed', () => {
    const { panel, acted, view } = aPanel();
    view.close();
    panel.send({ type: 'action', action: 'refresh' });
    expect(acted).toEqual([]);
  });
});
