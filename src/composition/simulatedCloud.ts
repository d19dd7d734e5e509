import { scaledClock } from '../azure/clock';
import { setApiServerIssuer } from '../simulator/arcAgents';
import { badNetwork } from '../simulator/faultSchedule';
import type { Fault } from '../simulator/faults';
import { createSimulator } from '../simulator/simulator';
import type { SimulatedCloud, SimulatedCloudOptions, SimulatedFault } from '../ui/clouds';
import { cloudOf } from './cloudOf';

/** Answers take so long, in ms of the simulated clock: as in a region nearby. */
const latencyMs = 120;

/** Of all requests in a bad network fails this share: most runs meet some, and end well. */
const badShare = 0.08;

/** Writes that matter here; anything but the index's queries. */
const anyWrite = /\/providers\//;

/** Types whose writes are accepted first and done later. */
const longRunning = /\/providers\/microsoft\.(kubernetes|secretsynccontroller|iotoperations)\//i;

const faults: Readonly<
  Record<
    SimulatedFault,
    {
      readonly method: string;
      readonly path?: RegExp;
      readonly fault: Fault;
      readonly times?: number;
    }
  >
> = {
  refuseNextWrite: {
    method: 'PUT',
    fault: {
      status: 403,
      code: 'AuthorizationFailed',
      message: 'The client does not have authorization to perform this action (simulated).',
    },
  },
  failNextOperation: {
    method: 'PUT',
    path: longRunning,
    fault: { operation: 'fails', code: 'InternalServerError', message: 'Simulated failure.' },
  },
  // As often as the pipeline repeats a request, and once more.
  loseNextAnswer: { method: 'PUT', fault: { network: 'lostAnswer' }, times: 8 },
  throttle: {
    method: 'GET',
    fault: {
      status: 429,
      code: 'TooManyRequests',
      message: 'Too many requests (simulated).',
      headers: { 'retry-after': '10' },
    },
    times: 3,
  },
  unavailable: {
    method: 'PUT',
    fault: { status: 503, code: 'ServiceUnavailable', message: 'Unavailable (simulated).' },
    times: 8,
  },
};

/** The Azure that lives in memory, behind the same pipeline as the real one. */
export function createSimulatedCloud(options: SimulatedCloudOptions): SimulatedCloud {
  const { log, scenario, speed, network } = options;
  const clock = scaledClock(speed);
  const simulator = createSimulator({
    scenario,
    latencyMs,
    now: () => clock.now(),
    sleep: (ms, signal) => clock.sleep(ms, signal),
  });
  if (network === 'bad') simulator.disturb(badNetwork(Math.random, badShare));
  const cloud = cloudOf(simulator, { clock, clockRate: speed, log, random: Math.random });
  return {
    ...cloud,
    isSimulated: true,
    fail: (name) => {
      const { method, path = anyWrite, fault, times } = faults[name];
      simulator.failNext(method, path, fault, times);
    },
    configureApiServer: (clusterId, issuer) => {
      setApiServerIssuer(simulator.world, clusterId, issuer);
    },
  };
}
