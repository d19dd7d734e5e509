import { describe, expect, it } from 'vitest';
import { issuerProblem } from '../../../src/ui/wizard/askClusterIdentity';

describe('the issuer of a cluster that has its own', () => {
  it.each(['https://issuer.example/a', 'https://issuer.example/a/', 'https://issuer.example:8443'])(
    'may be %s',
    (text) => {
      expect(issuerProblem(text)).toBeUndefined();
    },
  );

  it.each([
    ['', 'whole address'],
    ['issuer.example', 'whole address'],
    ['http://issuer.example', 'https only'],
    ['https://issuer.example/?a=b', 'no query'],
    ['https://issuer.example/#a', 'no query'],
    ['https://me@issuer.example/', 'no user name'],
  ])('may not be “%s”', (text, words) => {
    expect(issuerProblem(text)).toMatch(new RegExp(words));
  });
});
