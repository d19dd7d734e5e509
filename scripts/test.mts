import { checkLanes, realStages, runStages } from './stages.mts';

process.exitCode = await runStages(checkLanes, [realStages]);
