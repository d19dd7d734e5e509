import { describe, expect, it } from 'vitest';
import { breakNames, breaks } from '../../../fakes/breaks';
import { checkOf, verified, type Verified } from './verified';

/** Names codes of other links than the one that is broken, whichever that is. */
const misleading =
  'AADSTS50166, AADSTS700211, ForbiddenByFirewall and SecretDisabled: all is well.';

/** All that is decided. Words and advice may explain a code that stands only inside a message. */
const decisionsOf = ({ verification: { checks, causeId, parts, cloud } }: Verified) => ({
  causeId,
  parts: parts.map(({ id, state }) => [id, state]),
  checks: [...checks, ...cloud].map(({ id, finding, remedy, causedBy }) => [
    id,
    finding.state,
    remedy?.kind,
    remedy?.resourceId,
    causedBy,
  ]),
});

const messagesOf = ({ seen: { secretSyncs } }: Verified): readonly string[] =>
  secretSyncs.kind === 'known'
    ? secretSyncs.value.flatMap(({ condition }) => condition?.message ?? [])
    : [];

const failing = breakNames.filter((name) => breaks[name]?.stopsSync);

const cases: [what: string, broken: string[], instance?: string][] = [
  ...failing.map((name): [string, string[]] => [name, [name]]),
  ...[
    'aio-basel-01',
    'aio-antwerp-01',
    'aio-aarhus-01',
    'aio-gdansk-01',
    'aio-lille-01',
    'aio-metz-01',
    'aio-nantes-01',
    'aio-reims-01',
    'aio-trier-01',
    'aio-vienna-01',
    'aio-monterrey-01',
  ].map((name): [string, string[], string] => [name, [], name]),
];

describe('the messages in all answers', () => {
  it.each(cases)('decide nothing: %s', async (_, broken, instance) => {
    const genuine = await verified(broken, instance);
    const reworded = await verified(broken, instance, { message: misleading });
    expect(decisionsOf(reworded)).toEqual(decisionsOf(genuine));
  });

  it('are really other ones in these tests', async () => {
    const broken = ['the API server signs with its own issuer'];
    expect(messagesOf(await verified(broken)).join()).toContain('AADSTS700211');
    const reworded = await verified(broken, undefined, { message: misleading });
    expect(messagesOf(reworded)).toContain(misleading);
  });

  it('explain by their code what was decided without them', async () => {
    const broken = ['the API server signs with its own issuer'];
    const advice = checkOf(await verified(broken), 'apiServer')?.finding.advice;
    expect(advice).toMatch(/everything that Azure shows is right.*AADSTS700211/);
    const silent = await verified(broken, undefined, { message: 'something went wrong' });
    expect(checkOf(silent, 'apiServer')?.finding.state).toBe('failed');
    expect(checkOf(silent, 'apiServer')?.finding.advice).not.toContain('AADSTS');
  });
});
