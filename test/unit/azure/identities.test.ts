import { beforeAll, describe, expect, it } from 'vitest';
import { anAzure, identityId, loadSdks, tenantId, vaultId } from '../../builders/azure';

const wanted = {
  issuer: 'https://issuer.example/1/',
  subject: 'system:serviceaccount:azure-iot-operations:aio-ssc-sa',
  audiences: ['api://AzureADTokenExchange'],
};
const stored = (name: string) => ({
  id: `${identityId}/federatedIdentityCredentials/${name}`,
  name,
  type: 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials',
  properties: wanted,
});
const concurrent = {
  status: 409,
  body: {
    error: {
      code: 'ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity',
      message: 'Too many writes.',
    },
  },
};

beforeAll(loadSdks);

describe('identities.find', () => {
  it('gives the identity', async () => {
    const { azure, clock, transport, context } = anAzure([
      {
        body: {
          id: identityId,
          name: 'mi',
          location: 'westeurope',
          tags: { a: 'b' },
          properties: { tenantId, clientId: 'client', principalId: 'principal' },
        },
      },
    ]);
    expect(await clock.run(azure.identities.find(identityId, context))).toEqual({
      id: identityId,
      name: 'mi',
      location: 'westeurope',
      tenantId,
      clientId: 'client',
      principalId: 'principal',
    });
    expect(transport.sent[0]?.path).toBe(`${identityId}?api-version=2024-11-30`);
  });

  it('gives undefined when there is none', async () => {
    const { azure, clock, context } = anAzure([
      { status: 404, body: { error: { code: 'ResourceNotFound', message: 'Not found.' } } },
    ]);
    expect(await clock.run(azure.identities.find(identityId, context))).toBeUndefined();
  });

  it.each([{}, { id: identityId, name: 'mi', location: 'x' }, [], '<html>', undefined])(
    'says that %j is malformed',
    async (body) => {
      const { azure, clock, context } = anAzure([{ body }]);
      await expect(clock.run(azure.identities.find(identityId, context))).rejects.toMatchObject({
        reason: 'malformed',
      });
    },
  );

  it('refuses an id of another type before anything is sent', async () => {
    const { azure, clock, transport, context } = anAzure([{}]);
    await expect(clock.run(azure.identities.find(vaultId, context))).rejects.toMatchObject({
      reason: 'invalid',
    });
    expect(transport.sent).toHaveLength(0);
  });

  it('gives the error of Azure as it is', async () => {
    const { azure, clock, context } = anAzure([
      { status: 403, body: { error: { code: 'AuthorizationFailed', message: 'No.' } } },
    ]);
    await expect(clock.run(azure.identities.find(identityId, context))).rejects.toMatchObject({
      name: 'ArmError',
      reason: 'forbidden',
      message: 'No.',
      details: { code: 'AuthorizationFailed', status: 403, method: 'GET', path: identityId },
    });
  });
});

describe('identities.listCredentials', () => {
  it('gives all pages, without nulls, and keeps credentials that have no subject', async () => {
    const { azure, clock, context } = anAzure([
      {
        body: {
          value: [stored('one'), null],
          nextLink: `https://management.azure.com${identityId}/federatedIdentityCredentials?$skiptoken=2`,
        },
      },
      { body: { value: [{ ...stored('two'), properties: { issuer: 'https://x' } }] } },
    ]);
    const credentials = await clock.run(azure.identities.listCredentials(identityId, context));
    expect(credentials).toEqual([
      { id: stored('one').id, name: 'one', ...wanted },
      { id: stored('two').id, name: 'two', issuer: 'https://x', subject: '', audiences: [] },
    ]);
  });

  it('ends a list that always has another page', async () => {
    const { azure, clock, transport, context } = anAzure([
      { body: { value: [], nextLink: 'https://management.azure.com/again' } },
    ]);
    await expect(
      clock.run(azure.identities.listCredentials(identityId, context)),
    ).rejects.toMatchObject({ reason: 'malformed' });
    expect(transport.sent.length).toBeLessThan(100);
  });
});

describe('identities.putCredential', () => {
  it('sends the exact issuer, subject and audience', async () => {
    const { azure, clock, transport, context } = anAzure([{ status: 201, body: stored('fic') }]);
    const put = azure.identities.putCredential(identityId, 'fic', wanted, context);
    expect(await clock.run(put)).toMatchObject({ name: 'fic', ...wanted });
    expect(transport.sent[0]).toMatchObject({
      method: 'PUT',
      path: `${identityId}/federatedIdentityCredentials/fic?api-version=2024-11-30`,
      body: { properties: wanted },
    });
  });

  it.each([concurrent, { status: 503 }, { status: 429 }])(
    'is not sent again as it is: what it was made from may have changed ($status)',
    async (answer) => {
      const { azure, clock, transport, context } = anAzure([answer]);
      await expect(
        clock.run(azure.identities.putCredential(identityId, 'fic', wanted, context)),
      ).rejects.toMatchObject({ details: { status: answer.status, method: 'PUT' } });
      expect(transport.sent).toHaveLength(1);
    },
  );
});

describe('identities.deleteCredential', () => {
  const remove = ({ azure, context }: ReturnType<typeof anAzure>) =>
    azure.identities.deleteCredential(identityId, 'fic', context);

  it('writes again, later and later, while somebody else writes', async () => {
    const all = anAzure([concurrent, concurrent, { status: 200 }]);
    await all.clock.run(remove(all));
    expect(all.transport.gapsMs).toEqual([1_000, 2_000]);
  });

  it('gives up in the end', async () => {
    const all = anAzure([concurrent]);
    await expect(all.clock.run(remove(all))).rejects.toMatchObject({ reason: 'conflict' });
    expect(all.transport.sent).toHaveLength(6);
  });
});

describe('identities.inTurn', () => {
  it('writes to one identity one after the other, to others side by side', async () => {
    const under = new Map<string, number>();
    let most = 0;
    const { azure, clock, context } = anAzure([
      async ({ path }) => {
        const identity = path.split('/federated')[0]?.toLowerCase() ?? '';
        under.set(identity, (under.get(identity) ?? 0) + 1);
        expect(under.get(identity)).toBe(1);
        most = Math.max(
          most,
          [...under.values()].reduce((sum, count) => sum + count),
        );
        await clock.sleep(100);
        under.set(identity, 0);
        return { body: stored('fic') };
      },
    ]);
    const ids = [identityId, identityId.toUpperCase(), `${identityId}2`];
    await clock.run(
      Promise.all(
        ids.map((id) =>
          azure.identities.inTurn(id, context, () =>
            azure.identities.putCredential(id, 'fic', wanted, context),
          ),
        ),
      ),
    );
    expect(most).toBe(2);
  });

  it('goes on with the next write after one that failed', async () => {
    const { azure, clock, context } = anAzure([{ status: 400 }, { body: stored('fic') }]);
    const ends = await clock.run(
      Promise.allSettled(
        ['a', 'b'].map((name) =>
          azure.identities.inTurn(identityId, context, () =>
            azure.identities.putCredential(identityId, name, wanted, context),
          ),
        ),
      ),
    );
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  });

  it('leaves the queue at once when it is aborted, and does not let others overtake', async () => {
    const { azure, clock, transport, context } = anAzure([
      async () => {
        await clock.sleep(100);
        return { body: stored('fic') };
      },
    ]);
    const impatient = new AbortController();
    const startMs = clock.now();
    const put = (name: string, signal: AbortSignal) =>
      azure.identities.inTurn(identityId, { signal }, () =>
        azure.identities.putCredential(identityId, name, wanted, { signal }),
      );
    const first = put('a', context.signal);
    const second = put('b', impatient.signal);
    const third = put('c', context.signal);
    clock.at(10, () => {
      impatient.abort(new Error('enough'));
    });
    await expect(clock.run(second)).rejects.toThrow('enough');
    expect(clock.now() - startMs).toBe(10);
    await clock.run(Promise.all([first, third]));
    expect(transport.gapsMs).toEqual([100]);
  });
});
