// The figures that need no VS Code: sizes, and what the simulated Azure was asked.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { vsixPath } from '../scripts/package.mts';
import { artefacts } from '../scripts/process.mts';
import { budgets, mostRequestsForTree } from './budgets.mts';
import type { Figure } from './figures.mts';
import type * as simulatedModule from './simulated.ts';
import { measureCodeAtActivation, measureFile } from './sizes.mts';

type Simulated = Pick<typeof simulatedModule, 'measureTree' | 'measureEnable' | 'measureVerify'>;

/** The sources import each other as a bundler reads it. */
async function loadSimulated(): Promise<Simulated> {
  const outfile = join(artefacts, 'bench', 'simulated.cjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'simulated.ts')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    outfile,
  });
  return (await import(pathToFileURL(outfile).href)) as Simulated;
}

async function sizeFigures(): Promise<readonly Figure[]> {
  const kib = 1_024;
  return [
    {
      what: 'JavaScript loaded at activation',
      measured: (await measureCodeAtActivation()) / kib,
      unit: 'KiB',
      limit: budgets.codeAtActivationBytes / kib,
      note: 'minified',
    },
    {
      what: 'whole .vsix',
      measured: (await measureFile(vsixPath)) / kib,
      unit: 'KiB',
      limit: budgets.packageBytes / kib,
    },
  ];
}

async function treeFigures({ measureTree }: Simulated): Promise<readonly Figure[]> {
  const { clusters, instances, requests, pages } = await measureTree('fleet:1000');
  return [
    {
      what: 'tree of fleet:1000 in one tenant',
      measured: requests,
      unit: 'requests',
      limit: mostRequestsForTree(pages),
      note: `${clusters} clusters, ${instances} instances, ${pages} pages`,
    },
  ];
}

async function enableFigures({ measureEnable }: Simulated): Promise<readonly Figure[]> {
  const { firstRun, secondRun, durationMs, criticalPath } = await measureEnable();
  for (const { outcome, failure } of [firstRun, secondRun]) {
    if (outcome !== 'succeeded') throw new Error(`Enabling ${outcome}: ${failure?.message ?? ''}`);
  }
  return [
    {
      what: 'enable on ready',
      measured: firstRun.requests.writes,
      unit: 'writes',
      limit: budgets.writesToEnable,
      note: `${firstRun.requests.reads} reads`,
    },
    {
      what: 'enable once more, nothing to do',
      measured: secondRun.requests.writes,
      unit: 'writes',
      limit: budgets.writesWhenDone,
      note: `${secondRun.requests.reads} reads`,
    },
    {
      what: 'enable on ready, virtual time',
      measured: durationMs / 1_000,
      unit: 's',
      limit: (criticalPath.durationMs / 1_000) * budgets.timesCriticalPath,
      note:
        `${(durationMs / criticalPath.durationMs).toFixed(2)} × the critical path: ` +
        `${criticalPath.durationMs / 1_000} s, ${criticalPath.chain.length} requests that wait for each other`,
    },
  ];
}

/** Of the factory: both of its settings are on, with endpoints of all types. */
const fullestInstance = 'aio-rotterdam-01';

async function verifyFigures({ measureVerify }: Simulated): Promise<readonly Figure[]> {
  const { links, requests, durationMs } = await measureVerify('factory', fullestInstance);
  return [
    {
      what: `verify ${fullestInstance}`,
      measured: requests,
      unit: 'requests',
      limit: budgets.requestsToVerify,
      note: `${links} links`,
    },
    {
      what: '… virtual time, 100 ms an answer',
      measured: durationMs,
      unit: 'ms',
      limit: budgets.verifyMs,
    },
  ];
}

/** Needs the built package. */
export async function measureWithoutWindow(): Promise<readonly Figure[]> {
  const simulated = await loadSimulated();
  return [
    ...(await sizeFigures()),
    ...(await treeFigures(simulated)),
    ...(await enableFigures(simulated)),
    ...(await verifyFigures(simulated)),
  ];
}
