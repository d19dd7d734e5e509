import { checkLanes, runStages } from './stages.mts';

process.exitCode = await runStages(checkLanes);
