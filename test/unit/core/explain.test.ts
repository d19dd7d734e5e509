import { describe, expect, it } from 'vitest';
import { ArmError, UserFacingError } from '../../../src/core/errors';
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
