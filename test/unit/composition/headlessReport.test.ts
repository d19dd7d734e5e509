import { describe, expect, it } from 'vitest';
import { settingFindings } from '../../../src/core/checks/settings';
import {
  reportEnd,
  reportSettings,
  reportSteps,
  reportVerification,
} from '../../../src/composition/headlessReport';
import { prepareEnableSecretSync } from '../../../src/core/plans/enableSecretSync';
import { verifyInstance } from '../../../src/core/verify/verify';
import { simulatedPlans } from '../../fakes/simulatedPlans';

/** All that is said while an instance is enabled and verified. */
async function reported(name: string) {
  const all = simulatedPlans({ scenario: 'factory' });
  const { clock, context } = all;
  const city = name.split('-')[1] ?? '';
  const { tools, tenantId, instanceId, vault, identity } = await clock.run(all.instance(name));
  const target = {
    tenantId,
    instanceId,
    vaultId: vault(`kv-${city}-plant`),
    identityId: identity(`id-${city}-secrets`),
  };
  const lines: string[] = [];
  const events: (readonly [string, Readonly<Record<string, unknown>>])[] = [];
  const output = {
    say: (line: string) => lines.push(line),
    event: (type: string, data: Readonly<Record<string, unknown>>) => events.push([type, data]),
  };
  const told = new Map<string, string>();
  all.runs.onDidChange((run) => {
    reportSteps(run, told, output);
  });
  const prepared = await clock.run(prepareEnableSecretSync(tools, target, context));
  const { run } = await clock.run(all.run(prepared));
  const { seen, verification } = await clock.run(
    verifyInstance({ ...tools, apiServers: { find: () => undefined } }, target, context),
  );
  reportSettings(settingFindings(seen), output);
  reportVerification(verification, output);
  reportEnd(run, clock.now(), output);
  return { lines, events };
}

describe('what the demo without a window says', () => {
  it('is in words for people, and in codes for programs', async () => {
    const { lines, events } = await reported('aio-hamburg-01');
    const text = lines.join('\n');
    expect(text).not.toMatch(/notProved|notStarted|inProgress|oidcIssuer\b(?!Profile)|secretSync /);
    expect(text).toMatch(/^ {2}✓ Make it the instance’s default \(done\)$/m);
    expect(text).toMatch(/^ {2}OIDC issuer {13}Enabled$/m);
    expect(text).toMatch(/^ {2}Secret synchronization {2}Enabled, not proved$/m);
    expect(text).toMatch(/^ {2}API server signs with it +not proved +Published issuer: https:/m);
    expect(lines.at(-1)).toMatch(/^Succeeded: \d+ reads, 5 writes, [\d.]+ s of simulated time$/);
    const links = events.flatMap(([type, data]) => (type === 'link' ? [data['state']] : []));
    expect(links).toContain('notProved');
    expect(events.at(-1)).toMatchObject(['result', { outcome: 'succeeded', writes: 5 }]);
  });
});
