import { describe, expect, it } from 'vitest';
import { elapsedMs, toShortPath, toTechnicalLine } from '../../../webview/securePanel/stepView';
import { aStep, panelNowMs } from '../../builders/panelState';

/** Without the blanks that keep an answer on one line. */
const plain = (line: string) => line.replaceAll('\u00a0', ' ');

const group = '/subscriptions/0c1d/resourceGroups/rg/providers';

describe('toShortPath', () => {
  it('keeps type and name', () => {
    expect(toShortPath(`${group}/Microsoft.KeyVault/vaults/kv-1`)).toBe('vaults/kv-1');
  });

  it('keeps the last type and name of a child', () => {
    const identity = `${group}/Microsoft.ManagedIdentity/userAssignedIdentities/id-1`;
    expect(toShortPath(`${identity}/federatedIdentityCredentials/32c2bad`)).toBe(
      'federatedIdentityCredentials/32c2bad',
    );
  });

  it('follows the last provider of an extension resource and shortens a GUID', () => {
    const vault = `${group}/Microsoft.KeyVault/vaults/kv-1`;
    expect(
      toShortPath(
        `${vault}/providers/Microsoft.Authorization/roleAssignments/5f0c6b0e-2f3d-5e0a-9d35-b1a2c3d4e5f6`,
      ),
    ).toBe('roleAssignments/5f0c6b0e…');
  });

  it('makes the best of paths that name no provider', () => {
    expect(toShortPath('/subscriptions/0c1d/resourceGroups/rg')).toBe('resourceGroups/rg');
    expect(toShortPath('/subscriptions/0c1d/providers')).toBe('0c1d/providers');
    expect(toShortPath('')).toBe('');
  });
});

describe('toTechnicalLine', () => {
  const exchange = {
    method: 'PUT',
    path: `${group}/Microsoft.KeyVault/vaults/kv-1`,
    status: 201,
    elapsedMs: 90,
    polls: 3,
  };

  it('is the detail until Azure has answered', () => {
    expect(toTechnicalLine(aStep({ id: 'a', detail: 'kv-1' }))).toBe('kv-1');
  });

  it('says a name once when the path ends in it', () => {
    const step = aStep({ id: 'a', detail: 'kv-1', exchange });
    expect(plain(toTechnicalLine(step))).toBe('PUT vaults/kv-1 · 201 · 3 polls');
  });

  it('puts a detail that the path does not say before the answer', () => {
    const step = aStep({
      id: 'a',
      detail: 'Key Vault Reader',
      exchange: { ...exchange, polls: 1 },
    });
    expect(plain(toTechnicalLine(step))).toBe('Key Vault Reader · PUT vaults/kv-1 · 201 · 1 poll');
  });

  it('says when no answer came', () => {
    const lost = { method: 'PUT', path: exchange.path, elapsedMs: 90 };
    expect(plain(toTechnicalLine(aStep({ id: 'a', detail: '', exchange: lost })))).toBe(
      'PUT vaults/kv-1 · no answer',
    );
  });
});

describe('elapsedMs', () => {
  it('grows while a step runs and stands when it has ended', () => {
    const startedAtMs = panelNowMs - 5_000;
    expect(elapsedMs({ kind: 'running', startedAtMs }, panelNowMs)).toBe(5_000);
    expect(elapsedMs({ kind: 'done', startedAtMs, endedAtMs: startedAtMs + 7 }, panelNowMs)).toBe(
      7,
    );
  });

  it('is unknown for a step that never started', () => {
    expect(elapsedMs({ kind: 'pending' }, panelNowMs)).toBeUndefined();
    expect(elapsedMs({ kind: 'skipped', because: 'done' }, panelNowMs)).toBeUndefined();
    expect(elapsedMs({ kind: 'cancelled', endedAtMs: panelNowMs }, panelNowMs)).toBeUndefined();
  });
});
