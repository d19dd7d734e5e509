import { describe, expect, it } from 'vitest';
import { weaknessesOfShipped } from '../../scripts/weaknesses.mts';

const report = {
  auditReportVersion: 2,
  vulnerabilities: {
    yaml: { severity: 'high', via: [{ title: 'Endless loop' }] },
    '@azure/identity': { severity: 'moderate', via: ['@azure/msal-node'] },
    vitest: { severity: 'critical', via: [{ title: 'Only a tool' }] },
  },
};

describe('known weaknesses', () => {
  it('are those of packages that ship', () => {
    expect(weaknessesOfShipped(report, ['yaml', '@azure/identity', 'tslib'])).toEqual([
      { name: 'yaml', severity: 'high', titles: ['Endless loop'] },
      { name: '@azure/identity', severity: 'moderate', titles: ['through @azure/msal-node'] },
    ]);
  });

  it('are none when nothing that ships has one', () => {
    expect(weaknessesOfShipped({ auditReportVersion: 2 }, ['yaml'])).toEqual([]);
  });

  it('are not taken for none when the registry does not answer', () => {
    expect(weaknessesOfShipped({}, ['yaml'])).toBe('notOffered');
  });
});
