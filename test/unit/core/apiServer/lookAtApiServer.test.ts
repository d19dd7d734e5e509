import { describe, expect, it } from 'vitest';
import { judgeLook } from '../../../../src/core/apiServer/judgeLook';
import { lookAtApiServer } from '../../../../src/core/apiServer/lookAtApiServer';
import { readConfirmTarget } from '../../../../src/core/apiServer/readConfirmTarget';
import type { ApiAnswer, ApiServer } from '../../../../src/core/ports';
import { setApiServerIssuer } from '../../../../src/simulator/arcAgents';
import { aCluster, issuer } from '../../../builders/observation';
import { simulatedPlans } from '../../../fakes/simulatedPlans';

const { signal } = new AbortController();
const context = { signal };
const cluster = aCluster();
const [, , subscriptionId = '', , group = ''] = cluster.id.split('/');

const answered = (status: number, body?: unknown): ApiAnswer => ({
  kind: 'answered',
  status,
  body,
});
const itself = answered(200, {
  data: {
    AZURE_SUBSCRIPTION_ID: subscriptionId.toUpperCase(),
    AZURE_RESOURCE_GROUP: group,
    AZURE_RESOURCE_NAME: cluster.name.toUpperCase(),
  },
});

/** An API server that answers the question for its identity, then the one for its issuer. */
function anApi(identity: ApiAnswer, discovery: ApiAnswer) {
  const asked: string[] = [];
  const api: ApiServer = {
    get: (path) => {
      asked.push(path);
      return Promise.resolve(path.startsWith('/api/') ? identity : discovery);
    },
  };
  return { api, asked };
}

const look = (identity: ApiAnswer, discovery: ApiAnswer) =>
  lookAtApiServer(anApi(identity, discovery).api, cluster, context);

describe('a look at an API server', () => {
  it('asks which cluster it is and what it signs with, and nothing else', async () => {
    const { api, asked } = anApi(itself, answered(200, { issuer }));
    expect(await lookAtApiServer(api, cluster, context)).toEqual({ issuer });
    expect(asked).toEqual([
      '/api/v1/namespaces/azure-arc/configmaps/azure-clusterconfig',
      '/.well-known/openid-configuration',
    ]);
  });

  it('refuses another cluster, and does not even ask what that signs with', async () => {
    const other = answered(200, {
      data: {
        AZURE_SUBSCRIPTION_ID: subscriptionId,
        AZURE_RESOURCE_GROUP: group,
        AZURE_RESOURCE_NAME: 'arc-elsewhere',
      },
    });
    const { api, asked } = anApi(other, answered(200, { issuer }));
    await expect(lookAtApiServer(api, cluster, context)).rejects.toThrow(
      /leads to another cluster: arc-elsewhere in resource group/,
    );
    expect(asked).toHaveLength(1);
  });

  it.each([
    ['may not be read', answered(403), /may not read the config map azure-clusterconfig/],
    ['says nothing', answered(200, { data: {} }), /does not say it \(HTTP 200\)/],
    ['is broken', answered(500), /does not say it \(HTTP 500\)/],
  ])('says when its identity %s', async (_, identity, words) => {
    const seen = await look(identity, answered(200, { issuer }));
    expect(seen.issuer).toBe(issuer);
    expect(seen.doubt).toMatch(words);
  });

  it.each([
    ['it is not connected to Arc', answered(404), itself, /not connected to Azure Arc/],
    ['it knows nobody', answered(401), itself, /does not accept the credentials/],
    [
      'it does not answer',
      { kind: 'failed', because: 'arc refused the connection.' } as const,
      itself,
      /could not be asked. arc refused/,
    ],
    [
      'the role is missing',
      itself,
      answered(403),
      /cluster role system:service-account-issuer-discovery/,
    ],
    ['it has no document', itself, answered(404), /no discovery document \(HTTP 404\)/],
    ['it leads elsewhere', itself, answered(302), /names no issuer \(HTTP 302\)/],
    ['the document is odd', itself, answered(200, { issuer: 7 }), /names no issuer \(HTTP 200\)/],
    ['the document is none', itself, answered(200, undefined), /names no issuer/],
  ])('fails in words when %s', async (_, identity, discovery, words) => {
    await expect(look(identity, discovery)).rejects.toThrow(words);
  });
});

describe('what was seen', () => {
  const wanted = { issuer, published: issuer, isVerified: true };
  const slashed = issuer.endsWith('/') ? issuer.slice(0, -1) : `${issuer}/`;

  it('confirms the same string only', () => {
    const judge = (text: string) => judgeLook({ issuer: text }, { cluster, wanted });
    expect(judge(issuer)).toMatchObject({ kind: 'same', isCertain: true });
    expect(judge(slashed)).toMatchObject({ kind: 'slash', isCertain: true });
    expect(judge(slashed).words).toContain(`“${slashed}”, but tokens must carry “${issuer}”`);
    const local = 'https://kubernetes.default.svc.cluster.local';
    expect(judge(local)).toMatchObject({ kind: 'other', isCertain: true });
    expect(judge(local).words).toContain(`“${local}”, but tokens must carry “${issuer}”`);
    expect(judge(local).words).toContain('config.yaml on every server node');
    expect(judge(issuer.toUpperCase()).kind).toBe('other');
  });

  it('is certain without the cluster’s word only if the issuer is the cluster’s own', () => {
    const doubt = 'Whether it is arc could not be checked.';
    const judge = (text: string) => judgeLook({ issuer: text, doubt }, { cluster, wanted });
    expect(judge(issuer)).toMatchObject({ kind: 'same', isCertain: true });
    expect(judge(issuer).words).toContain(doubt);
    expect(judge(slashed).isCertain).toBe(false);
  });

  it('says when the published issuer itself is not sure', () => {
    const unsure = { ...wanted, isVerified: false, because: 'no answer' };
    expect(judgeLook({ issuer }, { cluster, wanted: unsure }).words).toContain(
      'could not be verified: no answer.',
    );
  });
});

describe('what can be confirmed', () => {
  const of = async (name: string) => {
    const all = simulatedPlans({ scenario: 'factory' });
    const { tenantId, clusterId } = await all.clock.run(all.instance(name));
    const target = () =>
      all.clock.run(readConfirmTarget(all.azure(tenantId), clusterId, all.context));
    return { ...all, clusterId, target };
  };

  it('is what a simulated API server signs with, by the context of its cluster', async () => {
    const { cloud, target, clusterId, simulator } = await of('aio-basel-01');
    const basel = await target();
    const [simulated] = await (await cloud.kubernetes()).find();
    const contexts = simulated?.contexts ?? [];
    const open = (name: string) => contexts.find((each) => each.name === name)!.open([]);
    const before = await lookAtApiServer(open('arc-basel-01'), basel.cluster, context);
    expect(before).toEqual({ issuer: 'https://kubernetes.default.svc.cluster.local' });
    expect(judgeLook(before, basel).kind).toBe('other');

    setApiServerIssuer(simulator.world, clusterId, basel.wanted.issuer);
    const after = await lookAtApiServer(open('arc-basel-01'), basel.cluster, context);
    expect(judgeLook(after, basel).kind).toBe('same');
    await expect(lookAtApiServer(open('arc-hamburg-01'), basel.cluster, context)).rejects.toThrow(
      /leads to another cluster: arc-hamburg-01/,
    );
    expect(await open('arc-basel-01').get('/api/v1/secrets', context)).toMatchObject({
      status: 404,
    });
  });

  it.each([
    ['aio-zurich-01', /nothing to do/],
    ['aio-ghent-01', /nothing to do/],
    ['aio-lyon-01', /has not published an issuer yet/],
  ])('is nothing on %s', async (name, words) => {
    const { target } = await of(name);
    await expect(target()).rejects.toThrow(words);
  });
});
