import { beforeAll, describe, expect, it } from 'vitest';
import { at, isObject, type Json, type JsonObject } from '../../../../src/core/model/json';
import type { PlannedWrite } from '../../../../src/core/plan/plan';
import { requireReviewed } from '../../../../src/core/plan/reviewed';
import { idToCome, issuerToCome } from '../../../../src/core/plan/placeholders';
import { prepareEnableSecretSync } from '../../../../src/core/plans/enableSecretSync';
import { prepareAssignCloudIdentity } from '../../../../src/core/plans/assignCloudIdentity';
import { loadSdks } from '../../../builders/azure';
import { simulatedPlans, toLine } from '../../../fakes/simulatedPlans';
import type { SimulatedOptions } from '../../../fakes/simulated';

beforeAll(loadSdks);

/** Secret synchronization of an instance is reviewed; then a colleague may come before the run. */
async function reviewSecretSync(name: string, options: SimulatedOptions = { scenario: 'factory' }) {
  const all = simulatedPlans(options);
  const found = await all.clock.run(all.instance(name));
  const city = name.split('-')[1] ?? '';
  const target = {
    tenantId: found.tenantId,
    instanceId: found.instanceId,
    vaultId: found.vault(`kv-${city}-plant`),
    identityId: found.identity(`id-${city}-secrets`),
  };
  const prepare = () => all.clock.run(prepareEnableSecretSync(found.tools, target, all.context));
  const prepared = await prepare();
  const { resources } = all.simulator.world;
  const change = (id: string, edit: (body: JsonObject) => JsonObject): void => {
    const stored = resources.get(id);
    if (!stored) throw new Error(`There is no ${id}.`);
    resources.put(id, stored.type, stored.tenantId, edit(stored.body));
  };
  const setProperty = (id: string, property: string, value: Json): void => {
    change(id, (body) => ({
      ...body,
      properties: {
        ...(isObject(body['properties']) ? body['properties'] : {}),
        [property]: value,
      },
    }));
  };
  return {
    ...all,
    ...found,
    target,
    prepared,
    prepare,
    credentialId: () =>
      prepared.writes.find(({ resourceId }) =>
        resourceId.includes('/federatedIdentityCredentials/'),
      )?.resourceId ?? '',
    resources,
    change,
    setProperty,
    go: () => all.clock.run(all.run(prepared)),
  };
}

describe('what a review shows', () => {
  it('is byte for byte what the run sends', async () => {
    const azure = await reviewSecretSync('aio-hamburg-01');
    const { run, planned, sent } = await azure.go();
    expect(run.failure).toBeUndefined();
    const bodies = (all: readonly (JsonObject | undefined)[]) =>
      all.map((body) => JSON.stringify(body)).sort();
    expect(planned.length).toBeGreaterThan(3);
    expect(bodies(sent.map(({ body }) => body as JsonObject))).toEqual(
      bodies(planned.map(({ then }) => then)),
    );
  });

  it('shows a resource that is there as it is, without what Azure owns', async () => {
    const { prepared, instanceId } = await reviewSecretSync('aio-hamburg-01');
    const write = prepared.writes.find(({ resourceId }) => resourceId === instanceId);
    expect(write?.now).not.toHaveProperty('id');
    expect(write?.now).not.toHaveProperty('properties.provisioningState');
    expect(write?.now).not.toHaveProperty('properties.defaultSecretProviderClassRef');
    expect(write?.then).toHaveProperty('properties.defaultSecretProviderClassRef.resourceId');
  });

  it('counts the credentials that the identity has then', async () => {
    const { prepared } = await reviewSecretSync('aio-hamburg-01');
    expect(prepared.writes.flatMap(({ quota }) => quota ?? [])).toEqual(['credential 1 of 20']);
  });
});

describe('what a review says beside the writes', () => {
  it('names what stands beside and stays', async () => {
    const all = simulatedPlans({ scenario: 'factory' });
    const found = await all.clock.run(all.instance('aio-split-01'));
    const target = {
      tenantId: found.tenantId,
      instanceId: found.instanceId,
      cloudIdentityId: found.identity('id-split-secrets'),
      usages: ['dataflow'] as const,
    };
    const prepare = () =>
      all.clock.run(prepareAssignCloudIdentity(found.tools, target, all.context));
    const prepared = await prepare();
    expect(prepared.kept).toContainEqual({
      title: 'Identities that the instance has already',
      because: 'id-split-cloud',
    });
    expect(prepared.permissions.map(({ permission }) => permission)).not.toContain('denied');
    await all.clock.run(all.run(prepared));
    const after = await prepare();
    expect(after.writes).toEqual([]);
    // Nothing stays beside what is not written.
    expect(after.kept).toBeUndefined();
  });

  it('can be prepared again after the run stopped, and then runs', async () => {
    const azure = await reviewSecretSync('aio-berlin-01');
    azure.setProperty(azure.credentialId(), 'audiences', ['api://somebody']);
    const stopped = await azure.go();
    expect(stopped.run.outcome).toBe('failed');
    const again = await azure.clock.run(azure.runs.prepareAgain(stopped.run.runId, azure.context));
    const { run } = await azure.clock.run(azure.run(again));
    expect(run.outcome).toBe('succeeded');
  });
});

describe('a run after its review', () => {
  it.each(['aio-hamburg-01', 'aio-berlin-01'])(
    'runs on %s when nothing has changed',
    async (name) => {
      const azure = await reviewSecretSync(name);
      const { run } = await azure.go();
      expect(run.outcome).toBe('succeeded');
    },
  );

  it('goes on beside the identity that a colleague has put on the instance, and says so', async () => {
    const azure = await reviewSecretSync('aio-hamburg-01');
    const other = azure.identity('id-of-a-colleague');
    azure.change(azure.instanceId, (body) => ({
      ...body,
      identity: { type: 'UserAssigned', userAssignedIdentities: { [other]: {} } },
    }));
    const { run } = await azure.go();
    expect(run.outcome).toBe('succeeded');
    expect(run.steps.find(({ id }) => id === 'defaultReference')?.state).toMatchObject({
      because: expect.stringContaining('id-of-a-colleague is new') as string,
    });
    const stored = azure.resources.get(azure.instanceId);
    expect(at(stored?.body, 'identity', 'userAssignedIdentities', other)).toBeDefined();
  });

  it('stops when a colleague has changed the credential, and says from what to what', async () => {
    const azure = await reviewSecretSync('aio-berlin-01');
    const id = azure.credentialId();
    azure.setProperty(id, 'audiences', ['api://somebody']);
    const end = await azure.go();
    expect(end.sent).toEqual([]);
    expect(end.run.failure?.message).toMatch(
      /audiences was \[api:\/\/AzureADTokenExchange\], now is \[api:\/\/somebody\]/,
    );
    azure.setProperty(id, 'issuer', 'https://a.example/');
    const later = await azure.go();
    expect(later.sent).toEqual([]);
    expect(later.run.failure?.message).toMatch(/service account has become necessary, too/);
  });

  it('never tells the value of a property that may hold anything', async () => {
    const azure = await reviewSecretSync('aio-hamburg-01');
    azure.change(azure.instanceId, (body) => ({ ...body, tags: { password: 'tag-canary' } }));
    const { run } = await azure.go();
    expect(JSON.stringify(run.steps)).toContain('tags.password is new');
    expect(JSON.stringify(azure.snapshots)).not.toContain('tag-canary');
  });

  it('stops when what was done at the review is no longer done', async () => {
    const azure = await reviewSecretSync('aio-hamburg-01');
    await azure.go();
    const again = await azure.prepare();
    expect(again.writes).toEqual([]);
    const classId = azure.prepared.writes.find(({ resourceId }) =>
      resourceId.includes('/azureKeyVaultSecretProviderClasses/'),
    )?.resourceId;
    azure.setProperty(classId ?? '', 'keyvaultName', 'kv-of-a-colleague');
    const { run, sent } = await azure.clock.run(azure.run(again));
    expect(sent).toEqual([]);
    expect(run.outcome).toBe('failed');
  });

  it('stops when the vault was deleted', async () => {
    const azure = await reviewSecretSync('aio-hamburg-01');
    azure.resources.delete(azure.target.vaultId);
    const { run, sent } = await azure.go();
    expect(sent).toEqual([]);
    expect(run.failure?.message).toMatch(/kv-hamburg-plant/);
  });

  it('leaves out what somebody has done meanwhile', async () => {
    const azure = await reviewSecretSync('aio-hamburg-01');
    const colleague = await azure.prepare();
    await azure.clock.run(azure.run(colleague));
    const { run, sent } = await azure.go();
    expect(run.outcome).toBe('succeeded');
    expect(sent).toEqual([]);
  });

  it('goes on after a failure half way, when it is retried', async () => {
    const azure = await reviewSecretSync('aio-hamburg-01');
    azure.simulator.failNext('PUT', azure.instanceId, { status: 400, code: 'BadRequest' });
    const first = await azure.go();
    expect(first.run.outcome).toBe('failed');
    expect(first.sent.length).toBeGreaterThan(1);
    azure.writes();
    const second = await azure.clock.run(azure.runs.retry(first.run.runId));
    expect(second.failure).toBeUndefined();
    expect(azure.writes().map(toLine)).toEqual(['PUT instances/aio-hamburg-01']);
  });

  it('takes ids that Azure gives on creation for what they were announced as', async () => {
    const all = simulatedPlans({ scenario: 'factory' });
    const found = await all.clock.run(all.instance('aio-hamburg-01'));
    const target = {
      tenantId: found.tenantId,
      instanceId: found.instanceId,
      cloudIdentityId: found.identity('id-brand-new'),
      usages: ['dataflow', 'schemaRegistry'] as const,
      creations: { cloudIdentity: { location: 'westeurope' } },
    };
    const prepared = await all.clock.run(
      prepareAssignCloudIdentity(found.tools, target, all.context),
    );
    const role = prepared.writes.find(({ then }) => JSON.stringify(then).includes(idToCome));
    expect(role).toBeDefined();
    const { run } = await all.clock.run(all.run(prepared));
    expect(run.failure).toBeUndefined();
  });
});

describe('requireReviewed', () => {
  const aWrite = (change: Partial<PlannedWrite> = {}): PlannedWrite => ({
    stepId: 'it',
    needs: [],
    title: 'Write it',
    detail: 'thing',
    method: 'PUT',
    resourceId: '/subscriptions/s/resourceGroups/g/providers/P/things/one',
    then: { properties: { clientId: 'a' } },
    ...change,
  });

  it('knows ids in other letter cases, and lists with other blanks', () => {
    const now = {
      identity: { type: 'SystemAssigned, UserAssigned', ids: { '/Subscriptions/A': {} } },
    };
    const other = {
      identity: { ids: { '/subscriptions/a': {} }, type: 'SystemAssigned,UserAssigned' },
    };
    const write = aWrite({ resourceId: aWrite().resourceId.toUpperCase(), now: other });
    expect(() => {
      requireReviewed([write], [aWrite({ now })]);
    }).not.toThrow();
  });

  it('does not take another method for the same write', () => {
    expect(() => {
      requireReviewed([aWrite({ method: 'DELETE' })], [aWrite()]);
    }).toThrow(/Write it has become necessary, too/);
  });

  it('lets a credential turn out to be there once its issuer is known, but no other content', () => {
    const identityId = '/subscriptions/s/resourceGroups/g/providers/P/identities/one';
    const content = (issuer: string, audience: string) => ({
      properties: { issuer, subject: 's', audiences: [audience] },
    });
    const planned = aWrite({ resourceId: identityId, then: content(issuerToCome(), 'ours') });
    const write = (audience: string) =>
      aWrite({
        resourceId: `${identityId}/federatedIdentityCredentials/a`,
        now: content('https://a.example', audience),
        then: content('https://a.example/', 'ours'),
      });
    expect(() => {
      requireReviewed([write('ours')], [planned]);
    }).not.toThrow();
    expect(() => {
      requireReviewed([write('of somebody')], [planned]);
    }).toThrow(/audiences is new: \[of somebody\]/);
  });

  it('lets an issuer be published, but no other one appear', () => {
    const planned = (issuer: string) => aWrite({ then: { properties: { issuer, subject: 's' } } });
    expect(() => {
      requireReviewed([planned('https://issuer.example/')], [planned(issuerToCome())]);
    }).not.toThrow();
    expect(() => {
      requireReviewed([planned('https://b.example/')], [planned('https://a.example/')]);
    }).toThrow(/issuer was https:\/\/a\.example\/, now is https:\/\/b\.example\//);
  });
});
