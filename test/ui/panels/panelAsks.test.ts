import { describe, expect, it } from 'vitest';
import type { RichText } from '../../../src/protocol/panel';
import { asksLinks, toAsks } from '../../../src/ui/panels/panelAsks';
import { aCluster, anObservation, fromArm } from '../../builders/observation';

const textOf = (rich: RichText): string =>
  typeof rich === 'string'
    ? rich
    : rich.map((part) => (typeof part === 'string' ? part : Object.values(part)[0])).join('');

const on = (distribution: string, isProvisionedCluster = false) =>
  anObservation({ cluster: fromArm(aCluster({ distribution, isProvisionedCluster })) });

const asks = (observation = anObservation(), isRestartDue = false): readonly string[] =>
  toAsks({ observation, isRestartDue }).map(textOf);

describe('what the user is asked to do', () => {
  it('is nothing on a cluster that works', () => {
    expect(asks()).toEqual([]);
  });

  it('is to restart the schema registry while that is due, with the line', () => {
    expect(asks(anObservation(), true)).toEqual([
      expect.stringContaining(
        'kubectl rollout restart statefulset adr-schema-registry -n azure-iot-operations',
      ),
    ]);
  });

  it('is to keep pods from the metadata endpoint on AKS, with how to check it', () => {
    const [ask] = asks(on('aks'));
    expect(ask).toMatch(/^Keep pods from the instance metadata endpoint/);
    expect(ask).toContain('kubectl run imds-check -n azure-iot-operations');
    expect(asksLinks(on('aks'))).toHaveLength(1);
  });

  it.each([
    ['k3s', false],
    ['aks_edge_k3s', false],
    ['eks', false],
    ['aks', true],
  ])('says nothing of that endpoint on %s (provisioned: %s)', (distribution, isProvisioned) => {
    const seen = on(distribution, isProvisioned);
    expect(asks(seen).join()).not.toContain('169.254.169.254');
    expect(asksLinks(seen)).toEqual([]);
  });
});
