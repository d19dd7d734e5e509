import { beforeEach, describe, expect, it } from 'vitest';
import { UserFacingError } from '../../../src/core/errors';
import type { Observation } from '../../../src/core/observe/observation';
import { parseToView } from '../../../src/protocol/parseToView';
import { InterruptedRuns } from '../../../src/ui/kept/interruptedRuns';
import { Panels, type PanelsOptions } from '../../../src/ui/panels/panels';
import { aKeptRun, requestIds } from '../../builders/requests';
import { host, Uri } from '../../fakes/vscode';

beforeEach(() => {
  host.reset();
});

const never = () => ({ dispose: () => undefined });

/** Panels over readings that answer as told. */
function panelsOver(read: () => Promise<Observation>) {
  const reported: unknown[] = [];
  const interrupted = new InterruptedRuns({
    interrupted: () => Promise.resolve([aKeptRun()]),
    forget: () => Promise.resolve(),
  });
  const panels = new Panels({
    extensionUri: Uri.file('/extension'),
    session: {
      isSimulated: false,
      needsSignIn: () => false,
      shown: undefined,
      onDidChange: never,
      onDidChangeRun: never,
    },
    readings: { read, find: () => undefined, onDidRead: never, onDidForget: never },
    apiServers: { find: () => undefined, onDidSave: never },
    restarts: { isDue: () => false, onDidChange: never },
    interrupted,
    report: (error: unknown) => reported.push(error),
  } as unknown as PanelsOptions);
  panels.show({ tenantId: 't', instanceId: requestIds.instance });
  const [panel] = host.panels;
  panel?.send({ type: 'ready' });
  return { panels, reported, shown: () => parseToView(panel?.posted.at(-1))?.state };
}

describe('the panel of an instance', () => {
  it('does not go on as if it was reading where nothing can be read', async () => {
    const { panels, reported, shown } = panelsOver(() =>
      Promise.reject(new UserFacingError('The setting names no cloud.')),
    );
    expect(shown()?.verdict.tone).toBe('busy');
    await expect
      .poll(() => shown()?.verdict)
      .toEqual({
        tone: 'unknown',
        lead: 'The instance could not be read.',
        text: 'The setting names no cloud.',
      });
    expect(shown()?.buttons.map(({ action }) => action)).toContain('refresh');
    expect(reported).toHaveLength(1);
    panels.dispose();
  });

  it('offers a run that was interrupted as soon as it is known of', async () => {
    const { panels, shown } = panelsOver(() => new Promise(() => undefined));
    expect(shown()?.interrupted).toBeUndefined();
    await expect.poll(() => shown()?.interrupted?.buttons.length).toBe(2);
    panels.dispose();
  });
});
