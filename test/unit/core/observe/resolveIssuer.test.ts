import { describe, expect, it } from 'vitest';
import { resolveIssuer } from '../../../../src/core/observe/resolveIssuer';
import type { IssuerAnswer, IssuerReader } from '../../../../src/core/ports';

const bare = 'https://westeurope.oic.prod-arc.azure.com/t/g';
const context = { signal: new AbortController().signal };

function reader(
  answers: Readonly<Record<string, IssuerAnswer>>,
): IssuerReader & { urls: string[] } {
  const urls: string[] = [];
  return {
    urls,
    read: (url) => {
      urls.push(url);
      return Promise.resolve(answers[url] ?? { kind: 'invalid', because: 'it answered 404' });
    },
  };
}
const document = (issuer: string): IssuerAnswer => ({ kind: 'document', issuer });
const at = (issuer: string): string => `${issuer}/.well-known/openid-configuration`;

describe('resolveIssuer', () => {
  it.each([
    ['with a slash in ARM and none in the document', `${bare}/`, bare],
    ['with a slash in the document and none in ARM', bare, `${bare}/`],
    ['with the same slash in both', `${bare}/`, `${bare}/`],
  ])('takes the string of the document %s', async (_, published, issuer) => {
    const found = await resolveIssuer(reader({ [at(bare)]: document(issuer) }), published, context);
    expect(found).toEqual({ issuer, published, isVerified: true });
  });

  it('asks without the slash first, then as ARM shows it', async () => {
    const own = 'https://oidc.plant.example/t/g';
    const issuers = reader({ [at(`${own}/`)]: document(`${own}/`) });
    const found = await resolveIssuer(issuers, `${own}/`, context);
    expect(issuers.urls).toEqual([at(own), at(`${own}/`)]);
    expect(found.isVerified).toBe(true);
  });

  it.each([bare, 'https://oidcdiscovery-europe-endpoint-abc123.z01.azurefd.net/g'])(
    'asks Azure Arc only where it keeps its documents, under %s',
    async (arc) => {
      const issuers = reader({});
      const found = await resolveIssuer(issuers, `${arc}/`, context);
      expect(issuers.urls).toEqual([at(arc)]);
      expect(found).toMatchObject({ isVerified: false, isRefuted: true });
    },
  );

  it.each(['https://evil.example/t/g', `${bare}//`, `${bare}x`, bare.toUpperCase(), `${bare}/?x`])(
    'keeps the value of ARM, unverified, when the document names %s',
    async (issuer) => {
      const found = await resolveIssuer(reader({ [at(bare)]: document(issuer) }), bare, context);
      expect(found).toMatchObject({ issuer: bare, isVerified: false });
      expect(found.because).toContain(issuer);
    },
  );

  it('keeps the value of ARM and says why when nothing answers, without a second try', async () => {
    const issuers = reader({ [at(bare)]: { kind: 'unreachable', because: 'no answer in 5 s.' } });
    const found = await resolveIssuer(issuers, `${bare}/`, context);
    expect(found).toEqual({
      issuer: `${bare}/`,
      published: `${bare}/`,
      isVerified: false,
      because: 'no answer in 5 s',
    });
    expect(issuers.urls).toHaveLength(1);
  });
});
