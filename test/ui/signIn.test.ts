import { beforeEach, describe, expect, it } from 'vitest';
import { ArmError } from '../../src/core/errors';
import { readCredentialSetting } from '../../src/ui/credentialSetting';
import { SignIn } from '../../src/ui/signIn';
import { IndexedCloud } from '../fakes/indexedCloud';
import { host } from '../fakes/vscode';
import { aWindow } from './aWindow';

beforeEach(() => {
  host.reset();
});

const scope = 'https://management.azure.com/.default';
const tenantId = '11111111-0000-4000-8000-000000000000';

const aToken = (claims: object): string =>
  ['{}', JSON.stringify(claims), '']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.');

describe('SignIn', () => {
  it('asks VS Code for a token of the tenant, without asking anybody', async () => {
    host.getSession = () => Promise.resolve({ accessToken: aToken({ exp: 2_000 }) });
    const { expiresOnTimestamp } = await new SignIn().getToken(scope, { tenantId });
    expect(expiresOnTimestamp).toBe(2_000_000);
    expect(host.sessionRequests).toEqual([
      {
        provider: 'microsoft',
        want: [scope, `VSCODE_TENANT:${tenantId}`],
        options: { silent: true },
      },
    ]);
  });

  it('passes a claims challenge on as it came', async () => {
    host.getSession = () => Promise.resolve({ accessToken: aToken({ exp: 2_000 }) });
    const challenge = 'Bearer error="insufficient_claims", claims="e30="';
    await new SignIn().getToken(scope, { tenantId, challenge });
    expect(host.sessionRequests[0]?.want).toEqual({
      wwwAuthenticate: challenge,
      fallbackScopes: [scope, `VSCODE_TENANT:${tenantId}`],
    });
  });

  it('is unauthenticated without a session', async () => {
    const error: unknown = await new SignIn()
      .getToken(scope, {})
      .catch((thrown: unknown) => thrown);
    expect(ArmError.is(error, 'unauthenticated')).toBe(true);
  });

  it.each(['not a token', 'a.b.c', aToken({ exp: 'soon' })])(
    'keeps a token for a while whose end it cannot read: %s',
    async (accessToken) => {
      host.getSession = () => Promise.resolve({ accessToken });
      const { expiresOnTimestamp } = await new SignIn().getToken(scope, {});
      expect(expiresOnTimestamp).toBeGreaterThan(Date.now());
    },
  );

  it('opens the sign-in only when it is asked to', async () => {
    host.getSession = () => Promise.resolve({ accessToken: 'x' });
    expect(await new SignIn().ask(scope, { tenantId })).toBe(true);
    expect(host.sessionRequests[0]?.options).toEqual({ createIfNone: true });
  });

  it('takes a refused sign-in for an answer', async () => {
    host.getSession = () => Promise.reject(new Error('User did not consent to login.'));
    expect(await new SignIn().ask(scope, {})).toBe(false);
  });

  it('throws what else goes wrong with a sign-in', async () => {
    host.getSession = () => Promise.reject(new Error('Timed out'));
    await expect(new SignIn().ask(scope, {})).rejects.toThrow('Timed out');
  });

  it('tells when Microsoft sessions change, but not when it changed them itself', async () => {
    const signIn = new SignIn();
    let changes = 0;
    signIn.onDidChange(() => {
      changes += 1;
    });
    const fire = (id: string) => {
      host.sessionsChanged.fire({ provider: { id, label: id } });
    };
    fire('github');
    expect(changes).toBe(0);
    fire('microsoft');
    expect(changes).toBe(1);
    host.getSession = () => {
      fire('microsoft');
      return Promise.resolve({ accessToken: 'x' });
    };
    await signIn.ask(scope, {});
    expect(changes).toBe(1);
  });
});

describe('the setting for how to sign in', () => {
  it('is VS Code’s account unless a known other way was chosen', () => {
    expect(readCredentialSetting()).toBe('vscode');
    host.settings.set('aioSecureSettings.credential', 'azureCli');
    expect(readCredentialSetting()).toBe('azureCli');
    host.settings.set('aioSecureSettings.credential', 'somebodyElse');
    expect(readCredentialSetting()).toBe('vscode');
  });

  it('reads everything anew when it is changed', async () => {
    const { session } = aWindow(() => new IndexedCloud({}));
    const changes: unknown[] = [];
    session.onDidChange((change) => changes.push(change));
    const before = await session.current();
    host.changeSetting('aioSecureSettings.credential', 'environment');
    expect(changes).toHaveLength(1);
    expect((await session.current()).cloud).not.toBe(before.cloud);
  });
});
