import { beforeEach, describe, expect, it } from 'vitest';
import type { ContextDemand, KubernetesContext } from '../../../src/core/ports';
import { agreeToContext } from '../../../src/ui/wizard/agreeToContext';
import { host } from '../../fakes/vscode';

beforeEach(() => {
  host.reset();
});

const program: ContextDemand = { kind: 'program', line: "PATH=/tmp ./login --for 'a b'" };
const unverified: ContextDemand = { kind: 'unverified' };

const aContext = (...demands: readonly ContextDemand[]): KubernetesContext => ({
  name: 'plant',
  server: 'https://10.0.0.4:6443',
  isCurrent: true,
  demands,
  open: () => {
    throw new Error('Asking opens nothing.');
  },
});

describe('before a context is used', () => {
  it('nothing is asked of whom it demands nothing', async () => {
    expect(await agreeToContext(aContext())).toEqual([]);
    expect(host.messages).toEqual([]);
  });

  it('the program that it runs is shown as it is', async () => {
    host.answer = ({ actions }) => actions[0];
    const context = aContext(program);
    expect(await agreeToContext(context)).toBe(context.demands);
    expect(host.messages[0]?.detail).toContain("PATH=/tmp ./login --for 'a b'");
  });

  it('whoever closes one question is asked no other', async () => {
    host.answer = () => undefined;
    expect(await agreeToContext(aContext(unverified, program))).toBeUndefined();
    expect(host.messages).toHaveLength(1);
    expect(host.messages[0]?.detail).toContain('https://10.0.0.4:6443');
  });

  it('agreeing to one thing is not agreeing to the other', async () => {
    host.answer = ({ text, actions }) => (text.includes('program') ? undefined : actions[0]);
    expect(await agreeToContext(aContext(unverified, program))).toBeUndefined();
    expect(host.messages).toHaveLength(2);
  });

  it('no program runs for a workspace that is not trusted', async () => {
    host.isTrusted = false;
    await expect(agreeToContext(aContext(program))).rejects.toThrow('trusted workspace');
    expect(host.messages).toEqual([]);
  });
});
