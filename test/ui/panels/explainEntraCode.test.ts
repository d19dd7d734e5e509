import { describe, expect, it, vi } from 'vitest';
import * as vscode from 'vscode';
import { parseFromView } from '../../../src/protocol/panel';
import { explainEntraCode } from '../../../src/ui/panels/explainEntraCode';

const hostile = ['', '1', '700211/../evil', '700211&redirect=https://evil.example', 'AADSTS700211'];

describe('the page about a code of Microsoft Entra', () => {
  it('is opened at the one fixed address', async () => {
    const opened = vi.spyOn(vscode.env, 'openExternal');
    await explainEntraCode('700211');
    expect(opened.mock.calls.map(([uri]) => uri.toString())).toEqual([
      'https://login.microsoftonline.com/error?code=700211',
    ]);
    opened.mockClear();
    for (const digits of hostile) await explainEntraCode(digits);
    expect(opened).not.toHaveBeenCalled();
  });

  it('is asked for by digits only', () => {
    const ask = (entraCode: unknown) => parseFromView({ type: 'explain', entraCode });
    expect(ask('700211')).toEqual({ type: 'explain', entraCode: '700211' });
    for (const entraCode of [...hostile, 700211, null, ['700211'], { length: 6 }]) {
      expect(ask(entraCode)).toBeUndefined();
    }
  });
});
