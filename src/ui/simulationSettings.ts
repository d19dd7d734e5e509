import * as vscode from 'vscode';
import type { SimulatedNetwork } from './clouds';

export interface SimulationSettings {
  readonly isStartedWith: boolean;
  readonly scenario: string;
  /** Simulated seconds per second. */
  readonly speed: number;
  /** `bad`: some requests fail, as they do on a train. */
  readonly network: SimulatedNetwork;
}

const defaultScenario = 'factory';
const defaultSpeed = 5;
const speedLimits = { lowest: 1, highest: 100 } as const;

/** The settings of simulated Azure; what the settings editor would refuse is replaced by the default. */
export function readSimulationSettings(): SimulationSettings {
  const settings = vscode.workspace.getConfiguration('aioSecureSettings.simulation');
  const scenario = settings.get<unknown>('scenario');
  const speed = settings.get<unknown>('speed');
  return {
    isStartedWith: settings.get<unknown>('startup') === true,
    scenario:
      typeof scenario === 'string' && /^(factory|ready|fleet:[1-9]\d{0,4})$/.test(scenario)
        ? scenario
        : defaultScenario,
    speed:
      typeof speed === 'number' && speed >= speedLimits.lowest && speed <= speedLimits.highest
        ? speed
        : defaultSpeed,
    network: settings.get<unknown>('network') === 'bad' ? 'bad' : 'good',
  };
}
