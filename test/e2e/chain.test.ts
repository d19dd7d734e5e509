import { describe, expect, it } from 'vitest';
import { vsixPath } from '../../scripts/package.mts';
import { isBroken } from '../../src/core/verify/remedies';
import { simulated } from '../fakes/simulated';
import { verified } from '../unit/core/verify/verified';
import { DrawnChain } from './harness/chain.mts';
import { eventually } from './harness/eventually.mts';
import { useVsCode } from './harness/useVsCode.mts';
import type { VsCode } from './harness/vsCode.mts';

const get = useVsCode(() => ({
  extensions: [vsixPath],
  theme: 'dark',
  viewport: { width: 1480, height: 1000 },
  settings: {
    'aioSecureSettings.simulation.startup': true,
    'aioSecureSettings.simulation.speed': 100,
  },
}));

const tabOf = (instance: string): string => `Secure Settings — ${instance}`;

/** Opens the instance's panel by its command, and waits until the chain is drawn. */
async function open(vsCode: VsCode, instance: string): Promise<DrawnChain> {
  const { quickInput, webview } = vsCode;
  await quickInput.runCommand('Verify Secure Settings');
  await quickInput.input.fill(instance);
  await quickInput.pick(instance);
  await vsCode.editorTab(tabOf(instance)).waitFor();
  await webview.locator('h1', { hasText: instance }).waitFor();
  await webview.locator('.chain').first().waitFor();
  return new DrawnChain(webview);
}

const isGood = ({ spoken }: { readonly spoken: string }): boolean => spoken.includes(' Done: ');

/** Whatever is not proved, unknown or broken has neither the word nor the colour of what is well. */
async function expectHonest(chain: DrawnChain): Promise<void> {
  const [parts, good] = await Promise.all([chain.read(), chain.goodColour()]);
  expect(parts).toHaveLength(13);
  expect(parts.filter(({ colour }) => colour === good)).toEqual(parts.filter(isGood));
  if (await chain.verdict.evaluate((each) => each.matches('.tone-good'))) {
    expect(parts.filter((part) => !isGood(part))).toEqual([]);
  }
}

/** Agrees to what the review of a repair shows. */
async function agree({ quickInput }: VsCode): Promise<void> {
  await quickInput.pick(/\d writes?/);
}

const repair =
  (label: string) =>
  async (vsCode: VsCode): Promise<void> => {
    await vsCode.webview.getByRole('button', { name: label }).first().click();
    await agree(vsCode);
  };

/** Chooses both again; a vault that was deleted is recovered. */
const choose =
  (vault: string, identity: string) =>
  async (vsCode: VsCode): Promise<void> => {
    const { quickInput, webview } = vsCode;
    await webview.getByRole('button', { name: 'Choose Vault and Identity…' }).first().click();
    await quickInput.waitForTitle('(1/3)');
    await quickInput.pick(vault);
    await quickInput.waitForTitle('(2/3)');
    await quickInput.pick(identity);
    await quickInput.waitForTitle('(3/3)');
    await agree(vsCode);
  };

const recover =
  (vault: string, identity: string) =>
  async (vsCode: VsCode): Promise<void> => {
    const { quickInput, webview } = vsCode;
    await webview.getByRole('button', { name: 'Choose Vault and Identity…' }).first().click();
    await quickInput.waitForTitle('(1/3)');
    await quickInput.pick('Create a new key vault…');
    await quickInput.typeName(vault);
    await quickInput.pick(`Recover ${vault}`);
    await quickInput.waitForTitle('(2/3)');
    await quickInput.pick(identity);
    await quickInput.waitForTitle('(3/3)');
    await agree(vsCode);
  };

/** The cluster's own issuer, as the credential still has it, is typed again. */
async function restoreIssuer(vsCode: VsCode): Promise<void> {
  const { quickInput, webview } = vsCode;
  const chain = new DrawnChain(webview);
  await chain.part('issuerToCredential').click();
  const trusted = chain.detail.locator('.compared', { hasText: 'Credential trusts' });
  const issuer = (await trusted.locator('code').textContent())?.replace(' differs: ', '') ?? '';
  await webview
    .getByRole('button', { name: 'Enable OIDC Issuer and Workload Identity…' })
    .first()
    .click();
  await quickInput.waitForTitle('(1/2)');
  await quickInput.typeName(issuer);
  await quickInput.waitForTitle('(2/2)');
  await agree(vsCode);
}

/** Another vault, which is made on the way. */
const takeNewVault =
  (vault: string, identity: string) =>
  async (vsCode: VsCode): Promise<void> => {
    const { quickInput, webview } = vsCode;
    await webview.getByRole('button', { name: 'Choose Vault and Identity…' }).first().click();
    await quickInput.waitForTitle('(1/3)');
    await quickInput.pick('Create a new key vault…');
    await quickInput.typeName(vault);
    await quickInput.pick('30 days');
    await quickInput.waitForTitle('(2/3)');
    await quickInput.pick(identity);
    await quickInput.waitForTitle('(3/3)');
    await agree(vsCode);
  };

/** What is done on a node is taken as done on the simulated one. */
async function configureNode({ quickInput, webview }: VsCode): Promise<void> {
  await webview.getByRole('button', { name: 'Configure k3s API Server…' }).first().click();
  await quickInput.pick('I Have Done It');
}

/** The extension comes first: only then is there something that takes what is written. */
async function mendExtension(vsCode: VsCode): Promise<void> {
  const { webview } = vsCode;
  await webview.getByRole('button', { name: 'Repair Secret Store Extension…' }).first().click();
  await vsCode.quickInput.row(/\d writes?/).waitFor();
  await vsCode.screenshot('chain-aio-vienna-01-review');
  await agree(vsCode);
  const credential = webview.getByRole('button', { name: 'Repair Credential…' }).first();
  await credential.waitFor({ timeout: 20_000 });
  await vsCode.screenshot('chain-aio-vienna-01-extension');
  await repair('Repair Credential…')(vsCode);
}

/** What failed is written again; then nothing is in the way of what was never enabled there. */
async function writeAgain(vsCode: VsCode): Promise<void> {
  const { quickInput, webview } = vsCode;
  await webview.getByRole('button', { name: 'Write Instance Again…' }).first().click();
  await quickInput.row(/\d writes?/).waitFor();
  await vsCode.screenshot('chain-aio-tallinn-01-review');
  await agree(vsCode);
  const verdict = webview.locator('#verdict');
  await verdict.filter({ hasText: 'Secret synchronization is not enabled.' }).waitFor();
  await webview.locator('.step-title', { hasText: 'Write the instance once more' }).waitFor();
  await vsCode.screenshot('chain-aio-tallinn-01-written');
  await webview.getByRole('button', { name: 'Enable Secret Synchronization…' }).first().click();
  await quickInput.waitForTitle('(1/3)');
  await quickInput.pick('kv-tallinn-plant');
  await quickInput.waitForTitle('(2/3)');
  await quickInput.pick('id-tallinn-secrets');
  await quickInput.waitForTitle('(3/3)');
  await agree(vsCode);
}

/** Public access is the second of two ways, and wants the vault's name. */
async function openVault(vsCode: VsCode): Promise<void> {
  const { quickInput, webview } = vsCode;
  await webview.getByRole('button', { name: 'Let Cluster Reach Key Vault…' }).first().click();
  await quickInput.row('Add a private endpoint').waitFor();
  expect((await quickInput.labels())[0]).toContain('Add a private endpoint');
  await vsCode.screenshot('chain-aio-reims-01-ways');
  await quickInput.pick('Allow public access');
  await quickInput.waitForTitle('(1/2)');
  await quickInput.row(/\d writes?/).waitFor();
  await vsCode.screenshot('chain-aio-reims-01-review');
  await agree(vsCode);
  await quickInput.waitForTitle('(2/2)');
  await quickInput.enter('aio-reims-01');
  await quickInput.root.getByText('That is not the name').waitFor();
  await vsCode.screenshot('chain-aio-reims-01-name');
  await quickInput.enter('kv-reims-plant');
}

/** Who has an access policy loses by it what it gave, so the vault's name is typed. */
async function letRolesDecide(vsCode: VsCode): Promise<void> {
  const { quickInput, webview } = vsCode;
  // The other way is another vault: the list begins at the one that the instance has.
  await quickInput.runCommand('Enable Secret Synchronization');
  await quickInput.input.fill('aio-gdansk-01');
  await quickInput.pick('aio-gdansk-01');
  await quickInput.waitForTitle('(2/4)');
  await quickInput.row('uses access policies').first().waitFor();
  await vsCode.screenshot('chain-aio-gdansk-01-another');
  await quickInput.scrollTo('Create a new key vault…', 'PageUp');
  await quickInput.dismiss();
  await webview.getByRole('button', { name: 'Switch Key Vault to Azure RBAC…' }).first().click();
  await quickInput.waitForTitle('(1/2)');
  await quickInput.row(/\d writes?/).waitFor();
  await vsCode.screenshot('chain-aio-gdansk-01-review');
  await agree(vsCode);
  await quickInput.waitForTitle('(2/2)');
  await vsCode.screenshot('chain-aio-gdansk-01-name');
  await quickInput.enter('kv-gdansk-plant');
}

const proved = /^Secrets reach the cluster/;
const enabled = /enabled, but not proved/;

interface Broken {
  readonly instance: string;
  readonly part: string;
  readonly spoken: RegExp;
  /** In the one sentence at the top. */
  readonly cause: RegExp;
  /** In words below the evidence; absent: the sentence at the top says what to do. */
  readonly remedy?: RegExp;
  /** Absent: it can't be mended from here. */
  readonly mend?: (vsCode: VsCode) => Promise<void>;
  readonly then?: RegExp;
}

const cases: readonly Broken[] = [
  {
    instance: 'aio-berlin-01',
    part: 'issuerToCredential',
    spoken: /Needs attention: issuer differs$/,
    cause: /differs from the cluster’s by one trailing slash/,
    remedy: /Rewrite the issuer of credential \S+ One write/,
    mend: repair('Repair Credential…'),
    then: proved,
  },
  {
    instance: 'aio-dresden-01',
    part: 'issuerToCredential',
    spoken: /Needs attention: audience differs$/,
    cause: /must have the one audience/,
    remedy: /Correct credential .+ under its name/,
    mend: repair('Repair Credential…'),
    then: proved,
  },
  {
    instance: 'aio-parma-01',
    part: 'issuerToCredential',
    spoken: /Needs attention: issuer differs$/,
    cause: /trusts the issuer of another cluster/,
    remedy: /Add the credential that is missing/,
    mend: repair('Repair Credential…'),
    then: proved,
  },
  {
    instance: 'aio-bilbao-01',
    part: 'identityToVault',
    spoken: /Needs attention: 1 of 2 roles$/,
    cause: /Key Vault Reader is missing/,
    remedy: /Assign the missing roles/,
    mend: repair('Grant Roles…'),
    then: proved,
  },
  {
    instance: 'aio-sofia-01',
    part: 'identityToVault',
    spoken: /Not started: no roles$/,
    cause: /No roles/,
    remedy: /Assign the missing roles/,
    mend: repair('Grant Roles…'),
    then: proved,
  },
  {
    instance: 'aio-porto-01',
    part: 'providerClassToInstance',
    spoken: /Needs attention: not the default$/,
    cause: /does not name \S+ as its default provider class/,
    remedy: /Let the instance name its provider class/,
    mend: repair('Repair Default Class…'),
    then: proved,
  },
  {
    instance: 'aio-plovdiv-01',
    part: 'instanceToSecrets',
    spoken: /Needs attention: out of date$/,
    cause: /has not reported since/,
    remedy: /synchronize historian now/,
    mend: repair('Sync Now…'),
    then: proved,
  },
  {
    instance: 'aio-leeds-01',
    part: 'issuer',
    spoken: /Needs attention: Turned off again$/,
    cause: /was on when secret synchronization was enabled/,
    remedy: /One write turns both on/,
    mend: repair('Enable OIDC Issuer and Workload Identity…'),
    then: proved,
  },
  {
    instance: 'aio-boise-01',
    part: 'issuer',
    spoken: /Discovery document is wrong$/,
    cause: /signs tokens with a public issuer of its own/,
    remedy: /One write turns both on/,
    mend: restoreIssuer,
    then: proved,
  },
  {
    instance: 'aio-lille-01',
    part: 'credentialToIdentity',
    spoken: /Needs attention: does not trust$/,
    cause: /which no managed identity in this tenant has/,
    remedy: /Choose, make or recover/,
    mend: choose('kv-lille-plant', 'id-lille-secrets'),
    then: proved,
  },
  {
    instance: 'aio-riga-01',
    part: 'providerClassToInstance',
    spoken: /Needs attention: not the default$/,
    cause: /names a default provider class that does not exist/,
    remedy: /Choose, make or recover/,
    mend: takeNewVault('kv-riga-anew', 'id-riga-secrets'),
    then: enabled,
  },
  {
    instance: 'aio-aarhus-01',
    part: 'vault',
    spoken: /Needs attention: Deleted, can be recovered$/,
    cause: /was deleted and is kept in northeurope/,
    remedy: /Choose, make or recover/,
    mend: recover('kv-aarhus-plant', 'id-aarhus-secrets'),
    then: proved,
  },
  {
    instance: 'aio-gdansk-01',
    part: 'vault',
    spoken: /Needs attention: Vault uses access policies$/,
    cause: /decides by access policies/,
    remedy: /Assign the identity the roles that it lacks, then let roles decide/,
    mend: letRolesDecide,
    then: proved,
  },
  {
    instance: 'aio-reims-01',
    part: 'vault',
    spoken: /Needs attention: Closed to every network$/,
    cause: /neither public access nor a rule or private endpoint/,
    remedy: /Add a private endpoint, .+ Or allow public access/,
    mend: openVault,
    then: proved,
  },
  {
    instance: 'aio-vienna-01',
    part: 'issuerToCredential',
    spoken: /Not started: later$/,
    cause: /No federated credential/,
    remedy: /First the Secret Store extension/,
    mend: mendExtension,
    then: proved,
  },
  {
    instance: 'aio-basel-01',
    part: 'issuer',
    spoken: /Failed: Signs with another issuer, it seems$/,
    cause: /everything that Azure shows is right.*AADSTS700211/,
    remedy: /Set service-account-issuer on every server node/,
    mend: configureNode,
    then: proved,
  },
  {
    instance: 'aio-antwerp-01',
    part: 'secrets',
    spoken: /Failed: /,
    cause: /Secret disabled is disabled in the vault/,
    remedy: /Enable the current version of disabled\. One write/,
  },
  {
    instance: 'aio-tampere-01',
    part: 'issuer',
    spoken: /Failed: Discovery document is wrong$/,
    cause: /answered with HTTP 404/,
    remedy: /on a machine with kubeconfig and helm/,
  },
  {
    instance: 'aio-munich-02',
    part: 'issuer',
    spoken: /Failed: Offline$/,
    cause: /Check the cluster, its network and its proxy/,
  },
  {
    instance: 'aio-seville-01',
    part: 'issuer',
    spoken: /Failed: Expired$/,
    cause: /Connect arc-seville-01 to Azure Arc again/,
  },
  {
    instance: 'aio-verona-01',
    part: 'issuer',
    spoken: /Not started: Arc agents not installed$/,
    cause: /Connect arc-verona-01 to Azure Arc first/,
  },
  {
    instance: 'aio-nantes-01',
    part: 'issuer',
    spoken: /Failed: Agents report a failure$/,
    cause: /wiextension/,
    remedy: /on a machine with kubeconfig and helm/,
  },
  {
    instance: 'aio-cork-01',
    part: 'issuer',
    spoken: /Failed: Not published$/,
    cause: /on for more than 15 minutes/,
    remedy: /on a machine with kubeconfig and helm/,
  },
  {
    instance: 'aio-linz-01',
    part: 'issuer',
    spoken: /Blocked: Off until its quickstart script is run$/,
    cause: /quickstart script turns both settings on/,
  },
  {
    instance: 'aio-graz-01',
    part: 'issuer',
    spoken: /Blocked: Only at creation of the cluster$/,
    cause: /Create the cluster again with both/,
  },
  {
    instance: 'aio-bremen-01',
    part: 'issuer',
    spoken: /Blocked: Arc agents are too old$/,
    cause: /Upgrade the agents first/,
    remedy: /Upgrade the Arc agents first/,
  },
  {
    instance: 'aio-krakow-01',
    part: 'instanceToSecrets',
    spoken: /Blocked: cannot sync$/,
    cause: /Secret Store extension .+ is not installed/,
    remedy: /Look at the extension on the cluster/,
  },
  {
    instance: 'aio-tallinn-01',
    part: 'instance',
    spoken: /Failed: Last update failed$/,
    cause: /The last write of aio-tallinn-01 ended as/,
    remedy: /Write the instance as it is now once more/,
    mend: writeAgain,
    then: enabled,
  },
];

const cloudCases = [
  ['aio-bergen-01', 'id-bergen-cloud', 'cloud endpoint lake', /no identity assigned/],
  ['aio-split-01', 'id-split-cloud', 'cloud credential id-split-cloud', /No federated credential/],
] as const;
const remadeIdentity = 'aio-ostrava-01';

describe('what is broken in the factory', () => {
  it('is all in these tests', async () => {
    const { world } = simulated({ scenario: 'factory' }).simulator;
    const broken: string[] = [];
    for (const { name } of world.resources.ofType('Microsoft.IoTOperations/instances')) {
      const { causeId, cloud } = (await verified([], name)).verification;
      if (causeId !== undefined || cloud.some(({ finding }) => isBroken(finding))) {
        broken.push(name);
      }
    }
    const tested = [
      ...cases.map(({ instance }) => instance),
      ...cloudCases.map(([instance]) => instance),
      remadeIdentity,
    ];
    expect(broken.sort()).toEqual(tested.sort());
  });
});

// Before anything is mended.
describe('a code in the verdict', () => {
  it('opens the page of Microsoft Entra about a code, after VS Code has asked', async () => {
    const vsCode = get();
    const { messages, webview } = vsCode;
    await open(vsCode, 'aio-basel-01');
    await webview.locator('#verdict').getByRole('button', { name: 'AADSTS700211' }).click();
    const question = messages.dialog('https://login.microsoftonline.com/error?code=700211');
    await question.waitFor();
    await vsCode.screenshot('chain-entra-page');
    await messages.answerDialog('login.microsoftonline.com', 'Cancel');
    await vsCode.closeEditor(tabOf('aio-basel-01'));
  });
});

describe('the chain of each instance that is broken', () => {
  it.each(cases)(
    '$instance: $part',
    async ({ instance, part, spoken, cause, remedy, mend, then }) => {
      const vsCode = get();
      const chain = await open(vsCode, instance);
      await chain.verdict.filter({ hasText: cause }).waitFor();
      await expectHonest(chain);
      await vsCode.screenshot(`chain-${instance}-1-broken`);
      expect(await chain.selected.getAttribute('data-part')).toBe(part);
      const selected = (await chain.read()).find((each) => each.part === part);
      expect(selected?.spoken).toMatch(spoken);
      expect(selected && isGood(selected)).toBe(false);
      if (remedy) await chain.detail.filter({ hasText: remedy }).waitFor();
      if (mend && then) {
        await mend(vsCode);
        // The Secret Store extension needs a round of its own.
        await eventually(async () => {
          const wanted = chain.verdict.filter({ hasText: then });
          const again = vsCode.webview.getByRole('button', { name: 'Verify Again' });
          await again.click({ timeout: 1_000 });
          await wanted.waitFor({ timeout: 1_000 });
        });
        await expectHonest(chain);
        const mended = (await chain.read()).find((each) => each.part === part);
        expect(mended && isGood(mended)).toBe(true);
        await vsCode.screenshot(`chain-${instance}-2-mended`);
      }
      const isGreen = (await chain.read()).every(isGood);
      expect(isGreen).toBe(then === proved);
      await vsCode.closeEditor(tabOf(instance));
    },
    60_000,
  );

  it.each(['aio-bern-01', 'aio-monterrey-01', 'aio-metz-01'])(
    '%s: not broken, but not proved, and never shown as well',
    async (instance) => {
      const vsCode = get();
      const chain = await open(vsCode, instance);
      await expectHonest(chain);
      expect((await chain.read()).every(isGood)).toBe(false);
      expect(await chain.verdict.evaluate((each) => each.matches('.tone-good'))).toBe(false);
      await vsCode.screenshot(`chain-${instance}`);
      await vsCode.closeEditor(tabOf(instance));
    },
  );
});

describe('a SecretSync that is repaired', () => {
  const instance = 'aio-antwerp-01';
  const done = async ({ webview }: VsCode, sync: string): Promise<void> => {
    await webview.locator('.step-title', { hasText: `Correct SecretSync ${sync}` }).waitFor();
    await webview.getByRole('button', { name: 'Verify Again' }).waitFor();
  };

  it('names a class that is there, and gives each of its keys one secret', async () => {
    const vsCode = get();
    const { quickInput } = vsCode;
    const chain = await open(vsCode, instance);
    const stray = chain.detail.locator('.check', { hasText: 'SecretSync line-stray' });
    const button = stray.getByRole('button', { name: 'Repair SecretSync…' });
    await button.scrollIntoViewIfNeeded();
    await vsCode.screenshot('chain-repair-sync-check');
    await button.click();
    await quickInput.row(/\d writes?/).waitFor();
    await vsCode.screenshot('chain-repair-sync-class');
    await agree(vsCode);
    await done(vsCode, 'line-stray');
    // Now only one is left, so it is not asked which.
    await quickInput.runCommand('Repair SecretSync…');
    await quickInput.input.fill(instance);
    await quickInput.pick(instance);
    await quickInput.waitForTitle('(1/3)');
    await vsCode.screenshot('chain-repair-sync-key');
    await quickInput.pick('historian-password');
    await quickInput.waitForTitle('(2/3)');
    await vsCode.screenshot('chain-repair-sync-other');
    await quickInput.pick('Give it another key…');
    await quickInput.typeName('expired');
    await quickInput.waitForTitle('(3/3)');
    await quickInput.row(/\d writes?/).waitFor();
    await vsCode.screenshot('chain-repair-sync-review');
    await agree(vsCode);
    await done(vsCode, 'line-twice');
    await vsCode.screenshot('chain-repair-sync-done');
    await vsCode.closeEditor(tabOf(instance));
  }, 60_000);
});

describe('secrets that are disabled or were deleted', () => {
  it('are enabled and recovered after a review; then the next cause is named', async () => {
    const vsCode = get();
    const { quickInput, webview } = vsCode;
    const chain = await open(vsCode, 'aio-antwerp-01');
    await webview.getByRole('button', { name: 'Enable Secret…' }).first().click();
    await quickInput.waitForTitle('(1/2)');
    await quickInput.row('deleted on').waitFor();
    await vsCode.screenshot('restore-secret-1-which');
    await quickInput.pick('deleted on');
    await quickInput.accept();
    await quickInput.waitForTitle('(2/2)');
    await quickInput.row('2 writes').waitFor();
    await webview
      .getByText(/^now: deleted on|deleted on .*, kept until/)
      .first()
      .waitFor();
    await vsCode.screenshot('restore-secret-2-review');
    await agree(vsCode);
    await chain.verdict.filter({ hasText: 'Secret expired has expired' }).waitFor();
    await expectHonest(chain);
    await vsCode.screenshot('restore-secret-3-result');
    // What is left was never set: nobody but its owner can mend that.
    await quickInput.runCommand('Enable or Recover Secrets…');
    await quickInput.pick('aio-antwerp-01');
    await vsCode.messages.dialog('with the role Key Vault Secrets Officer').waitFor();
    await vsCode.screenshot('restore-secret-4-never-set');
    await vsCode.messages.answerDialog('never-created cannot be recovered', 'OK');
    await vsCode.closeEditor(tabOf('aio-antwerp-01'));
  }, 60_000);
});

describe('the chain while a run goes on', () => {
  it('fills in link by link, and is verified at the end without being asked', async () => {
    const vsCode = get();
    const { quickInput, webview } = vsCode;
    const chain = await open(vsCode, 'aio-hamburg-01');
    await chain.record();
    await webview.getByRole('button', { name: 'Enable Secret Synchronization…' }).click();
    await quickInput.waitForTitle('(1/3)');
    await quickInput.pick('kv-hamburg-plant');
    await quickInput.waitForTitle('(2/3)');
    await quickInput.pick('id-hamburg-secrets');
    await quickInput.waitForTitle('(3/3)');
    await agree(vsCode);
    await chain.verdict.filter({ hasText: enabled }).waitFor();
    await expectHonest(chain);
    for (const part of ['issuerToCredential', 'identityToVault', 'vaultToProviderClass']) {
      const states = await chain.recorded(part);
      expect(states[0]).toMatch(/Not started: later$/);
      expect(states.some((each) => /(working on it|just done)$/.test(each))).toBe(true);
      expect(states.at(-1)).toMatch(/Done: (issuer matches|2 roles|names both)$/);
    }
    await vsCode.closeEditor(tabOf('aio-hamburg-01'));
  });
});

describe('the chain by keyboard', () => {
  it('is verified by one key, or by the key binding, and says so', async () => {
    const vsCode = get();
    const { page, webview } = vsCode;
    const chain = await open(vsCode, 'aio-tampere-01');
    const told = webview.locator('#announcements p', { hasText: /^Verified\. Secrets cannot/ });
    await chain.part('issuer').focus();
    for (const [count, key] of [
      [1, 'v'],
      [2, 'Shift+Alt+V'],
    ] as const) {
      await page.keyboard.press(key);
      await expect.poll(() => told.count(), { timeout: 20_000 }).toBe(count);
    }
    expect(await vsCode.quickInput.root.count()).toBe(0);
    await vsCode.closeEditor(tabOf('aio-tampere-01'));
  });
});

describe('the chain of cloud connections', () => {
  it('goes from the identity to every endpoint that uses it and to its target', async () => {
    const vsCode = get();
    const chain = await open(vsCode, 'aio-rotterdam-01');
    const cloud = vsCode.webview.locator('.cloud');
    const identity = chain.part('cloud map id-rotterdam-cloud');
    expect(await identity.textContent()).toMatch(/Managed identity.*Done: .*Assigned/);
    expect(await cloud.locator('.at-cloud-endpoint').count()).toBeGreaterThan(1);
    await chain.part('cloud endpoint lake role').click();
    await chain.detail.filter({ hasText: /stplantlake/ }).waitFor();
    await vsCode.screenshot('chain-cloud-role');
    await vsCode.closeEditor(tabOf('aio-rotterdam-01'));
  });

  it.each(cloudCases)('is mended by its remedy: %s', async (instance, identity, part, words) => {
    const vsCode = get();
    const { quickInput } = vsCode;
    const chain = await open(vsCode, instance);
    // The first broken part is selected by itself.
    expect(await chain.selected.getAttribute('data-part')).toBe(part);
    await chain.detail.filter({ hasText: words }).waitFor();
    await vsCode.screenshot(`chain-cloud-${instance}-1-broken`);
    await chain.detail.getByRole('button', { name: 'Assign Managed Identity…' }).click();
    await quickInput.waitForTitle('(1/3)');
    await quickInput.pick(identity);
    await quickInput.waitForTitle('(2/3)');
    await quickInput.pick('as Microsoft recommends');
    await quickInput.waitForTitle('(3/3)');
    await quickInput.pick('Assign');
    for (const each of [`cloud map ${identity}`, `cloud credential ${identity}`]) {
      await chain.part(each).filter({ hasText: 'Done: ' }).waitFor();
    }
    await chain
      .part('cloud endpoint lake')
      .filter({ hasText: `Uses ${identity}` })
      .waitFor();
    // The role at the target is another link, with a remedy of its own: now that is selected.
    await chain.detail.getByRole('button', { name: 'Grant Access to a Cloud Resource…' }).waitFor();
    await vsCode.screenshot(`chain-cloud-${instance}-2-mended`);
    await vsCode.closeEditor(tabOf(instance));
  });
});

describe('an identity for cloud connections that was made anew', () => {
  it('is taken from the map and assigned again', async () => {
    const vsCode = get();
    const { quickInput } = vsCode;
    const chain = await open(vsCode, remadeIdentity);
    const map = 'cloud map id-ostrava-cloud';
    expect(await chain.selected.getAttribute('data-part')).toBe(map);
    await chain.detail.filter({ hasText: /holds a client id that nobody has/ }).waitFor();
    await vsCode.screenshot('chain-cloud-aio-ostrava-01-1-broken');
    await chain.detail.getByRole('button', { name: 'Remove Managed Identity…' }).click();
    await quickInput.pick('id-ostrava-cloud');
    await quickInput.waitForTitle('(1/3)');
    // The identity itself stays.
    await quickInput.accept();
    await quickInput.waitForTitle('(2/3)');
    await vsCode.screenshot('chain-cloud-aio-ostrava-01-2-review');
    await quickInput.pick('1 write');
    await quickInput.waitForTitle('(3/3)');
    await quickInput.enter(remadeIdentity);
    // No identity is left, and the endpoint logs in as one.
    await chain.part('cloud endpoint lake').filter({ hasText: 'not assigned' }).waitFor();
    await chain.part(map).waitFor({ state: 'detached' });
    await chain.detail.getByRole('button', { name: 'Assign Managed Identity…' }).click();
    await quickInput.waitForTitle('(1/3)');
    await quickInput.pick('id-ostrava-cloud');
    await quickInput.waitForTitle('(2/3)');
    await quickInput.pick('as Microsoft recommends');
    await quickInput.waitForTitle('(3/3)');
    await quickInput.pick('Assign');
    for (const each of [map, 'cloud credential id-ostrava-cloud']) {
      await chain.part(each).filter({ hasText: 'Done: ' }).waitFor();
    }
    await vsCode.screenshot('chain-cloud-aio-ostrava-01-3-mended');
    await vsCode.closeEditor(tabOf(remadeIdentity));
  }, 60_000);
});

describe('the chain in other themes', () => {
  it.each(['light', 'highContrast', 'highContrastLight'] as const)(
    '%s',
    async (theme) => {
      const vsCode = get();
      await vsCode.changeTheme(theme);
      for (const instance of ['aio-antwerp-01', 'aio-aarhus-01', 'aio-rotterdam-01']) {
        const chain = await open(vsCode, instance);
        await expectHonest(chain);
        await vsCode.screenshot(`chain-${instance}-${theme}`);
        await vsCode.closeEditor(tabOf(instance));
      }
    },
    60_000,
  );
});
