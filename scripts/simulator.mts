// Serves the simulated Azure; `src/simulator/main.ts` knows the options.
import { buildAll, runNodeHere } from './process.mts';

await buildAll();
process.exitCode = await runNodeHere(['dist/tools/simulatorServer.js', ...process.argv.slice(2)]);
