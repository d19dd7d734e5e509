import { beforeEach, describe, expect, it } from 'vitest';
import { ArmError, UserFacingError } from '../../src/core/errors';
import { readCloudChoice } from '../../src/ui/cloudSetting';
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

const olga = { id: 'olga', label: 'olga@contoso.example' };
const rafael = { id: 'rafael', label: 'rafael@contoso.example' };

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
    'keeps a token for a while whose end it cannot read: %#',
    async (accessToken) => {
      host.getSession = () => Promise.resolve({ accessToken });
      const { expiresOnTimestamp } = await new SignIn().getToken(scope, {});
      expect(expiresOnTimestamp).toBeGreaterThan(Date.now());
    },
  );

  it('asks for the token of an account', async () => {
    host.getSession = () => Promise.resolve({ accessToken: aToken({ exp: 2_000 }) });
    await new SignIn().getToken(scope, { tenantId, account: olga });
    expect(host.sessionRequests[0]?.options).toEqual({ silent: true, account: olga });
  });

  it('knows who is signed in', async () => {
    host.accounts.set('microsoft', [olga, rafael]);
    expect(await new SignIn().accounts()).toEqual([olga, rafael]);
  });

  it('opens the sign-in only when it is asked to, and says who signed in', async () => {
    host.getSession = () => Promise.resolve({ accessToken: 'x', account: olga });
    expect(await new SignIn().ask(scope, { tenantId, account: olga })).toEqual(olga);
    expect(host.sessionRequests[0]?.options).toEqual({ createIfNone: true, account: olga });
  });

  it('lets the user add another account when no tenant asks for one', async () => {
    host.getSession = () => Promise.resolve({ accessToken: 'x', account: rafael });
    expect(await new SignIn().ask(scope, {})).toEqual(rafael);
    expect(host.sessionRequests[0]?.options).toEqual({
      createIfNone: true,
      clearSessionPreference: true,
    });
  });

  it('takes a refused sign-in for an answer', async () => {
    host.getSession = () => Promise.reject(new Error('User did not consent to login.'));
    expect(await new SignIn().ask(scope, {})).toBeUndefined();
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
      return Promise.resolve({ accessToken: 'x', account: olga });
    };
    await signIn.ask(scope, {});
    expect(changes).toBe(1);
  });
});

describe('a sovereign cloud', () => {
  const choose = (environment: unknown) => {
    host.settings.set('microsoft-sovereign-cloud.environment', environment);
  };

  it('has sessions of its own provider', async () => {
    choose('USGovernment');
    host.accounts.set('microsoft-sovereign-cloud', [rafael]);
    host.getSession = () => Promise.resolve({ accessToken: 'x', account: rafael });
    const signIn = new SignIn();
    expect(await signIn.accounts()).toEqual([rafael]);
    await signIn.getToken(scope, {});
    await signIn.ask(scope, {});
    expect(host.sessionRequests.map(({ provider }) => provider)).toEqual([
      'microsoft-sovereign-cloud',
      'microsoft-sovereign-cloud',
    ]);
    let changes = 0;
    signIn.onDidChange(() => {
      changes += 1;
    });
    for (const id of ['microsoft', 'microsoft-sovereign-cloud']) {
      host.sessionsChanged.fire({ provider: { id, label: id } });
    }
    expect(changes).toBe(1);
  });

  it('is chosen by the user, never by a workspace', () => {
    host.workspaceSettings.set('microsoft-sovereign-cloud.environment', 'custom');
    host.workspaceSettings.set('microsoft-sovereign-cloud.customEnvironment', { name: 'Evil' });
    expect(readCloudChoice()).toEqual({});
    choose('custom');
    expect(readCloudChoice()).toEqual({ environment: 'custom', custom: undefined });
  });

  it('is the public cloud while nothing is chosen', () => {
    choose('');
    expect(readCloudChoice()).toEqual({});
  });

  it('is read anew when the setting is changed', async () => {
    const { session } = aWindow(() => new IndexedCloud({}));
    const before = await session.current();
    host.changeSetting('microsoft-sovereign-cloud.environment', 'ChinaCloud');
    expect((await session.current()).cloud).not.toBe(before.cloud);
  });

  it('that is described wrongly is looked at again on the next occasion', async () => {
    let isWrong = false;
    const { session } = aWindow(() => {
      if (isWrong) throw new UserFacingError('It lacks a name.');
      return new IndexedCloud({});
    });
    isWrong = true;
    await expect(session.current()).rejects.toThrow('It lacks a name.');
    isWrong = false;
    expect((await session.current()).cloud.isSimulated).toBe(false);
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
