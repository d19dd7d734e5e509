import { beforeEach, describe, expect, it } from 'vitest';
import { ArmError, UserFacingError } from '../../../src/core/errors';
import { ErrorBoundary } from '../../../src/ui/commands/boundary';
import { RecordingLog } from '../../fakes/recordingLog';
import { host } from '../../fakes/vscode';

beforeEach(() => {
  host.reset();
});

const aBoundary = () => {
  const log = new RecordingLog();
  const requests: { readonly argument: unknown; readonly lacking: readonly unknown[] }[] = [];
  let timesShown = 0;
  const boundary = new ErrorBoundary(
    log,
    () => {
      timesShown += 1;
    },
    (argument, lacking) => {
      requests.push({ argument, lacking });
      return Promise.resolve();
    },
  );
  const run = (error: unknown) =>
    boundary.run(
      'Copy Issuer URL',
      () => {
        throw error;
      },
      'its argument',
    );
  return { run, log, requests, timesShown: () => timesShown };
};

describe('ErrorBoundary', () => {
  it('names the policy that forbids it', async () => {
    const { run } = aBoundary();
    const policies = ['Vaults need a firewall'];
    await run(new ArmError('forbidden', 'no', { code: 'RequestDisallowedByPolicy', policies }));
    expect(host.messages[0]?.text).toMatch(
      /exemption\. The policy: “Vaults need a firewall”\. \(RequestDisallowedByPolicy\)$/,
    );
  });

  it('shows an error for people as it is', async () => {
    const { run, log } = aBoundary();
    await run(new UserFacingError('The vault is closed. Open it.'));
    expect(host.messages).toEqual([
      { severity: 'error', text: 'The vault is closed. Open it.', actions: [] },
    ]);
    expect(log.lines).toEqual([]);
  });

  it('has a button under a long one: without any, VS Code shows its first line alone', async () => {
    const { run, requests, timesShown } = aBoundary();
    host.answer = ({ actions }) => actions[0];
    await run(new UserFacingError(`${'The vault is closed. '.repeat(5)}Open it.`));
    expect(host.messages.map(({ actions }) => actions)).toEqual([['OK']]);
    expect([requests, timesShown()]).toEqual([[], 0]);
  });

  it('says what failed otherwise, logs it, and shows the log on demand', async () => {
    const { run, log, timesShown } = aBoundary();
    host.answer = ({ actions }) => actions[0];
    await run(new TypeError('x is undefined'));
    expect(host.messages).toEqual([
      { severity: 'error', text: 'Copy Issuer URL failed.', actions: ['Show Log'] },
    ]);
    expect(log.lines).toEqual(['TypeError: x is undefined']);
    expect(timesShown()).toBe(1);
  });

  it('explains what Azure answered, with the code at the end', async () => {
    const { run } = aBoundary();
    await run(new ArmError('forbidden', 'localised text', { code: 'AuthorizationFailed' }));
    expect(host.messages[0]?.text).toMatch(
      /^Copy Issuer URL failed\. Your account lacks the permission .*\(AuthorizationFailed\)$/,
    );
  });

  it('offers a request for what the account was found to lack', async () => {
    const { run, requests } = aBoundary();
    host.answer = ({ actions }) => actions[0];
    const lacking = [{ action: 'Microsoft.KeyVault/vaults/write', scope: '/subscriptions/s' }];
    await run(new UserFacingError('You lack it.', { remedy: 'request', lacking }));
    expect(host.messages[0]?.actions).toEqual(['Copy Request for Your Administrator']);
    expect(requests).toEqual([{ argument: 'its argument', lacking }]);
  });

  it.each(['AuthorizationFailed', 'LinkedAuthorizationFailed'])(
    'offers a request where Azure answers %s',
    async (code) => {
      const { run, requests, timesShown } = aBoundary();
      host.answer = ({ actions }) => actions[0];
      await run(new ArmError('forbidden', 'localised text', { code, status: 403 }));
      expect(host.messages[0]?.actions).toEqual([
        'Copy Request for Your Administrator',
        'Show Log',
      ]);
      expect(requests).toEqual([{ argument: 'its argument', lacking: [] }]);
      expect(timesShown()).toBe(0);
    },
  );

  it('offers no request where a policy forbids it', async () => {
    const { run } = aBoundary();
    await run(new ArmError('forbidden', 'no', { code: 'RequestDisallowedByPolicy', status: 403 }));
    expect(host.messages[0]?.actions).toEqual(['Show Log']);
  });

  it('says nothing of a cancellation', async () => {
    const { run } = aBoundary();
    await run(new DOMException('gone', 'AbortError'));
    expect(host.messages).toEqual([]);
  });

  it('shows what can hide in a text from Azure', async () => {
    const { run } = aBoundary();
    await run(new UserFacingError('vault\u202e\ntluav'));
    expect(host.messages[0]?.text).toBe('vault⟨U+202E⟩ tluav');
  });
});
