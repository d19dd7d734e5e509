import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findSecrets, keepForSearch, searchSecrets } from '../../../scripts/secrets.mts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kept-'));
  vi.stubEnv('KEPT_LOGS', folder);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

// Put together here, so that no search takes this file, or its report, for a leak.
const token = ['ey', 'hbGciOiJub25lIn0.e30.'].join('J');
const secrets = [token, ['Bea', 'er 0123456789abcdef'].join('r'), ['can', 'ry-value-1'].join('a')];

describe('the search for secrets', () => {
  it('finds each kind, wherever it stands, and shows only its beginning', () => {
    for (const secret of secrets) {
      const found = findSecrets(`x=${secret}"`);
      expect(found.map((each) => each.length)).toEqual([13]);
      expect(found.join()).not.toContain(secret);
    }
    expect(findSecrets('a token was renewed; the bearer of it; eyJ')).toEqual([]);
  });

  it('goes through all texts that were kept, and counts the logs of the extension', async () => {
    const texts = new Map([
      ['exthost/1-Azure IoT Operations Secure Settings.log', 'GET /subscriptions 200'],
      ['exthost/remote.log', `said ${token}`],
      ['picture.png', token],
    ]);
    await keepForSearch('window-1', texts);
    const { found, ...counts } = await searchSecrets(folder);
    expect(counts).toEqual({ texts: 2, ownLogs: 1 });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^window-1\/exthost\/remote\.log: /);
  });

  it('keeps nothing where nobody searches, and finds nothing where nothing is', async () => {
    vi.stubEnv('KEPT_LOGS', undefined);
    await keepForSearch('window-1', new Map([['a.log', 'x']]));
    expect(await readdir(folder)).toEqual([]);
    const nowhere = await searchSecrets(join(folder, 'none'));
    expect(nowhere).toEqual({ texts: 0, ownLogs: 0, found: [] });
  });
});
