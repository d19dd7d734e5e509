import { describe, expect, it } from 'vitest';
import { ArmError, UserFacingError, type ArmErrorDetails } from '../../../src/core/errors';
import { toShownFailure } from '../../../src/core/explain';

describe('what is offered beside a failure', () => {
  it.each(['AuthorizationFailed', 'LinkedAuthorizationFailed', 'authorizationfailed'])(
    'is a request for permissions where Azure answers %s',
    (code) => {
      expect(toShownFailure(new ArmError('forbidden', 'no', { code })).remedy).toBe('request');
    },
  );

  it('is nothing where no permission would help', () => {
    const codes = ['RequestDisallowedByPolicy', 'ScopeLocked'];
    for (const code of codes) {
      expect(toShownFailure(new ArmError('forbidden', 'no', { code }))).not.toHaveProperty(
        'remedy',
      );
    }
    expect(toShownFailure(new ArmError('conflict', 'busy'))).not.toHaveProperty('remedy');
  });

  it('names what was found to lack', () => {
    const lacking = [{ action: 'Microsoft.KeyVault/vaults/write', scope: '/subscriptions/s' }];
    const shown = toShownFailure(new UserFacingError('No.', { remedy: 'request', lacking }));
    expect(shown).toMatchObject({ remedy: 'request', lacking });
  });
});

describe('what an answer names beside its message', () => {
  const shown = (code: string, details: ArmErrorDetails) =>
    toShownFailure(new ArmError('forbidden', 'Azure’s text.', { code, ...details }));

  it('is told with the failure: the policies that forbid it', () => {
    const policies = ['Vaults need a firewall', 'No $(zap)\u202eedoc'];
    const { message, meaning } = shown('RequestDisallowedByPolicy', { policies });
    expect(message).toContain(
      'The policies: “Vaults need a firewall”, “No $ (zap)⟨U+202E⟩edoc”. Azure says:',
    );
    // Somebody's words, so not in what goes into a record.
    expect(meaning).not.toContain('firewall');
    expect(shown('RequestDisallowedByPolicy', {}).message).not.toContain('olicies:');
  });

  it('is told with the failure: the tenant to sign in to', () => {
    const tenantId = '72f988bf-86f1-41af-91ab-2d7cd011db47';
    expect(shown('InvalidAuthenticationTokenTenant', { tenantId }).message).toContain(
      `The tenant: ${tenantId}.`,
    );
  });
});
