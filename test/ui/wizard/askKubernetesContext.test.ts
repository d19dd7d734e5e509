import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Kubeconfig, KubernetesContext } from '../../../src/core/ports';
import { askKubernetesContext } from '../../../src/ui/wizard/askKubernetesContext';
import { host } from '../../fakes/vscode';

beforeEach(() => {
  host.reset();
});

const aContext = (name: string, change: Partial<KubernetesContext> = {}): KubernetesContext => ({
  name,
  server: `https://${name}:6443`,
  isCurrent: false,
  demands: [],
  open: () => {
    throw new Error('Asking opens nothing.');
  },
  ...change,
});

const home: Kubeconfig = {
  source: '/home/me/.kube/config',
  contexts: [
    aContext('broken', { problem: 'its server is not an https address' }),
    aContext('lab', { isCurrent: true }),
    aContext('arc-berlin-01'),
  ],
};
const unreadable: Kubeconfig = {
  source: '/etc/rancher/k3s/k3s.yaml',
  contexts: [],
  problem: '/etc/rancher/k3s/k3s.yaml: this user may not read it',
};
const other: Kubeconfig = { source: '/kube/plant.yaml', contexts: [aContext('plant')] };

function ask(clusterName: string, found: readonly Kubeconfig[], hasFiles: 'files' | 'none') {
  const read: string[] = [];
  const answer = askKubernetesContext({
    title: 'Confirm',
    clusterName,
    hasFiles: hasFiles === 'files',
    kubernetes: {
      find: () => Promise.resolve(found),
      read: (path) => {
        read.push(path);
        return Promise.resolve(other);
      },
    },
  });
  return { answer, read };
}

const shown = () =>
  vi.waitFor(() => {
    expect(host.pick.busy).toBe(false);
  });

describe('choosing a kubeconfig context', () => {
  it('lists files with their contexts, and says what of them can’t be used', async () => {
    const { answer } = ask('arc-berlin-01', [home, unreadable], 'files');
    await shown();
    expect(host.pick.labels).toEqual([
      '— /home/me/.kube/config',
      '$(server-environment) arc-berlin-01',
      '— Other ways',
      '$(folder-opened) Choose a File…',
      '$(person) I Have Configured It',
      '— /home/me/.kube/config',
      '$(circle-slash) broken',
      '$(server-environment) lab',
      '— /etc/rancher/k3s/k3s.yaml',
      '$(warning) Could not be read',
    ]);
    host.pick.choose('$(circle-slash) broken');
    expect(host.pick.placeholder).toBe('its server is not an https address');
    host.pick.choose('$(server-environment) lab');
    expect(await answer).toMatchObject({ kind: 'context', context: { name: 'lab' } });
  });

  it.each([
    ['ARC-BERLIN-01', '$(server-environment) arc-berlin-01'],
    ['arc-elsewhere', '$(server-environment) lab'],
  ])('has the likeliest for %s first', async (clusterName, label) => {
    const { answer } = ask(clusterName, [home], 'files');
    await shown();
    expect(host.pick.labels[1]).toBe(label);
    host.pick.hide();
    expect(await answer).toBeUndefined();
  });

  it('adds a file that the user chooses', async () => {
    host.files = ['/kube/plant.yaml'];
    const { answer, read } = ask('arc-berlin-01', [home], 'files');
    await shown();
    host.pick.choose('$(folder-opened) Choose a File…');
    await vi.waitFor(() => {
      expect(host.picks).toHaveLength(2);
    });
    await shown();
    expect(read).toEqual(['/kube/plant.yaml']);
    expect(host.pick.labels.slice(0, 2)).toEqual([
      '— /kube/plant.yaml',
      '$(server-environment) plant',
    ]);
    host.pick.choose('$(server-environment) plant');
    expect(await answer).toMatchObject({ context: { name: 'plant' } });
  });

  it('has the other ways first where no context can be used', async () => {
    const { answer } = ask('arc-berlin-01', [unreadable], 'files');
    await shown();
    expect(host.pick.labels.slice(0, 2)).toEqual([
      '— Other ways',
      '$(folder-opened) Choose a File…',
    ]);
    host.pick.hide();
    expect(await answer).toBeUndefined();
  });

  it('takes the user’s word, and offers no files where there are none', async () => {
    const { answer } = ask('arc-berlin-01', [home], 'none');
    await shown();
    expect(host.pick.labels).not.toContain('$(folder-opened) Choose a File…');
    host.pick.choose('$(person) I Have Configured It');
    expect(await answer).toEqual({ kind: 'word' });
  });
});
