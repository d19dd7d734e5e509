import { describe, expect, it } from 'vitest';
import { breaks, moreBreaks } from '../../../fakes/breaks';
import { unrepaired } from './unrepaired';
import { checkOf, verified } from './verified';

describe('verifying a chain of which one link is broken', () => {
  it('finds nothing broken before', async () => {
    const found = await verified();
    expect(found.verification.causeId).toBeUndefined();
    expect(found.verification.checks.filter(({ finding }) => finding.state !== 'done')).toEqual([]);
    expect(found.verification.parts.map(({ state }) => state)).not.toContain('notProved');
  });

  it.each(Object.entries({ ...breaks, ...moreBreaks }))(
    'names the cause: %s',
    async (name, { cause, state, stopsSync }) => {
      const found = await verified([name]);
      expect(found.verification.causeId).toBe(cause);
      expect(unrepaired(found.verification)).toEqual([]);
      expect(checkOf(found, cause)?.finding.state).toBe(state);
      // Each value says where and when it was read; what a token is for is the same everywhere.
      const unread = found.verification.checks
        .flatMap(({ values }) => values)
        .filter(({ source, readAtMs }) => source === undefined || readAtMs === undefined);
      expect(unread.filter(({ label }) => label !== 'Token is for')).toEqual([]);
      const sync = checkOf(found, 'sync historian');
      // The simulated Azure breaks with it, so the judgement is put to the proof.
      if (stopsSync) expect(sync?.finding.state).toMatch(/failed|drifted/);
      if (stopsSync && cause !== 'sync historian') expect(sync?.causedBy).toBe(cause);
    },
  );
});
