import { beforeEach, describe, expect, it } from 'vitest';
import { offerLine } from '../../../src/ui/commands/offerLine';
import { host } from '../../fakes/vscode';

beforeEach(() => {
  host.reset();
});

const settle = () => new Promise((resolve) => setImmediate(resolve));
const line = 'az connectedk8s update --name arc-berlin-01';
const offer = () =>
  offerLine({ title: 'Azure CLI', placeholder: 'On a machine', line, terminalName: 'Azure CLI' });

describe('a line for another tool', () => {
  it('goes into a terminal of a trusted workspace, and waits there for Enter', async () => {
    const offered = offer();
    await settle();
    host.pick.choose('$(terminal) Put into a Terminal');
    expect(await offered).toBe('typed');
    expect(host.terminals).toEqual([{ name: 'Azure CLI', typed: [[line, false]] }]);
  });

  it('goes into no terminal where the workspace is not trusted, but can be copied', async () => {
    host.isTrusted = false;
    const offered = offer();
    await settle();
    host.pick.choose('$(terminal) Put into a Terminal');
    expect(host.pick.placeholder).toMatch(/Needs a trusted workspace/);
    expect(host.terminals).toEqual([]);
    host.pick.choose('$(copy) Copy');
    expect(await offered).toBe('copied');
    expect(host.clipboard).toBe(line);
  });
});
