import { beforeEach, describe, expect, it } from 'vitest';
import { UserFacingError } from '../../../src/core/errors';
import type { Observation } from '../../../src/core/observe/observation';
import type { PlannedWrite, PreparedPlan } from '../../../src/core/plan/plan';
import { parseToView } from '../../../src/protocol/parseToView';
import { InterruptedRuns } from '../../../src/ui/kept/interruptedRuns';
import { Panels, type PanelsOptions } from '../../../src/ui/panels/panels';
import { Reviews } from '../../../src/ui/panels/reviews';
import { aKeptRun, requestIds } from '../../builders/requests';
import { RecordingLog } from '../../fakes/recordingLog';
import { host, Uri } from '../../fakes/vscode';

beforeEach(() => {
  host.reset();
});

const never = () => ({ dispose: () => undefined });

const aPreparedPlan = (subjectId: string): PreparedPlan => ({
  plan: {
    id: 'p',
    title: 'Do it',
    subjectId,
    subjectName: 'it',
    tenantId: 't',
    agreed: [],
    steps: {},
    order: 'it',
    run: () => Promise.resolve(),
  },
  writes: [
    {
      stepId: 'it',
      needs: [],
      title: 'Correct it',
      detail: 'its issuer',
      method: 'PUT',
      resourceId: subjectId,
      now: { properties: { issuer: 'a', password: 'canary-1' } },
      then: { properties: { issuer: 'b', password: 'canary-2' } },
    },
  ],
  permissions: [],
});

const unwatched = { show: () => undefined, closed: () => undefined };

/** Panels over readings that answer as told. */
function panelsOver(read: () => Promise<Observation>) {
  const reported: unknown[] = [];
  const interrupted = new InterruptedRuns({
    interrupted: () => Promise.resolve([aKeptRun()]),
    forget: () => Promise.resolve(),
  });
  const reviews = new Reviews();
  const log = new RecordingLog();
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
    reviews,
    log,
    report: (error: unknown) => reported.push(error),
  } as unknown as PanelsOptions);
  panels.show({ tenantId: 't', instanceId: requestIds.instance });
  const [panel] = host.panels;
  panel?.send({ type: 'ready' });
  return {
    panels,
    reviews,
    log,
    panel,
    reported,
    shown: () => parseToView(panel?.posted.at(-1))?.state,
  };
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

  it('shows what is reviewed for as long as it is, without a body of a resource', async () => {
    const { panels, reviews, shown } = panelsOver(() => new Promise(() => undefined));
    const review = reviews.show(aPreparedPlan(requestIds.instance), unwatched);
    await expect
      .poll(() => shown()?.review)
      .toMatchObject({
        title: 'Do it',
        count: '1 write',
        rounds: [
          {
            heading: 'what is written',
            writes: [
              {
                title: 'Correct it',
                request: 'PUT instances/aio-berlin-01',
                // Only what cannot be a secret has its values told.
                properties: [{ name: 'issuer', before: 'a', after: 'b' }, { name: 'password' }],
              },
            ],
          },
        ],
      });
    expect(JSON.stringify(shown())).not.toContain('canary');
    review?.dispose();
    await expect.poll(() => shown()?.review).toBeUndefined();
    panels.dispose();
  });

  it('says of what waits, and of what is done, what going on does', async () => {
    const { panels, reviews, shown } = panelsOver(() => new Promise(() => undefined));
    const idle = { ...aPreparedPlan(requestIds.instance), writes: [] };
    reviews.show({ ...idle, waits: 'for the issuer' }, unwatched);
    await expect
      .poll(() => shown()?.review)
      .toMatchObject({ count: 'nothing to write', idle: 'Go on waiting for the issuer' });
    reviews.show(idle, unwatched);
    await expect
      .poll(() => shown()?.review?.idle)
      .toBe('everything is in place; run the checks again');
    panels.dispose();
  });

  it('opens behind the wizard in which its instance is reviewed, and for no cluster', () => {
    const { panels, reviews } = panelsOver(() => new Promise(() => undefined));
    const other = requestIds.instance.replace(/[^/]+$/, 'aio-other');
    expect(reviews.show(aPreparedPlan(other), unwatched)).toBeDefined();
    expect(host.panels).toHaveLength(2);
    expect(host.panels[1]?.column).toMatchObject({ preserveFocus: true });
    const cluster =
      '/subscriptions/s/resourceGroups/g/providers/Microsoft.Kubernetes/connectedClusters/c';
    expect(reviews.show(aPreparedPlan(cluster), unwatched)).toBeUndefined();
    expect(host.panels).toHaveLength(2);
    panels.dispose();
  });

  it('opens a write that is reviewed by its number', async () => {
    const { panels, reviews, log, panel, shown } = panelsOver(() => new Promise(() => undefined));
    const opened: string[] = [];
    const acts = {
      show: ({ title }: PlannedWrite) => opened.push(title),
      closed: () => undefined,
    };
    const numberOf = () => shown()?.review?.rounds[0]?.writes[0]?.number;
    const first = reviews.show(aPreparedPlan(requestIds.instance), acts);
    await expect.poll(numberOf).toBe(0);
    panel?.send({ type: 'compare', write: 0 });
    expect(opened).toEqual(['Correct it']);
    // It was behind another tab, and draws itself anew.
    panel?.send({ type: 'ready' });
    expect(numberOf()).toBe(0);
    first?.dispose();
    reviews.show(aPreparedPlan(requestIds.instance), acts);
    await expect.poll(numberOf).toBe(1);
    expect(log.lines).toEqual([]);
    // Of the former review, and of none.
    panel?.send({ type: 'compare', write: 0 });
    panel?.send({ type: 'compare', write: 2 });
    expect(opened).toEqual(['Correct it']);
    expect(log.lines).toHaveLength(2);
    panels.dispose();
  });

  it('tells the wizard that its user has closed it, and opens again for the next review', () => {
    const { panels, reviews, panel } = panelsOver(() => new Promise(() => undefined));
    let closed = 0;
    const acts = { show: () => undefined, closed: () => (closed += 1) };
    const former = reviews.show(aPreparedPlan(requestIds.instance), acts);
    panel?.dispose();
    expect(closed).toBe(1);
    former?.dispose();
    expect(host.panels).toHaveLength(1);
    reviews.show(aPreparedPlan(requestIds.instance), acts);
    expect(host.panels).toHaveLength(2);
    panels.dispose();
  });
});
