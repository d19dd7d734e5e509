import { describe, expect, it } from 'vitest';
import { readCommandLine, UsageError } from '../../../src/simulator/commandLine';

describe('the command line of the simulator', () => {
  it('has a default for everything', () => {
    expect(readCommandLine([])).toEqual({
      isHelpWanted: false,
      port: 0,
      scenario: undefined,
      seed: 1,
      speed: 1,
      latencyMs: 0,
      tls: undefined,
      requestsFile: undefined,
    });
  });

  it('takes what it is told, in both ways of writing', () => {
    const args = ['--port', '8443', '--scenario=fleet:20', '--seed=7', '--speed', '0.5'];
    const more = [
      '--latency=40',
      '--tls-cert=a.crt',
      '--tls-key',
      'a.key',
      '--requests',
      'r.jsonl',
    ];
    expect(readCommandLine([...args, ...more])).toEqual({
      isHelpWanted: false,
      port: 8443,
      scenario: 'fleet:20',
      seed: 7,
      speed: 0.5,
      latencyMs: 40,
      tls: { certFile: 'a.crt', keyFile: 'a.key' },
      requestsFile: 'r.jsonl',
    });
  });

  it.each([
    [['--port', 'x'], '--port takes a number from 0 to 65535.'],
    [['--port='], '--port takes a number from 0 to 65535.'],
    [['--port', '65536'], '--port takes a number from 0 to 65535.'],
    [['--seed', '1.5'], '--seed takes a whole number.'],
    [['--speed', '0'], '--speed takes a number from 0.01 to 10000.'],
    [['--latency', '1e9'], '--latency takes a number from 0 to 60000.'],
    [['--tls-cert', 'a'], '--tls-cert and --tls-key go together.'],
    [['--tls-key', 'a'], '--tls-cert and --tls-key go together.'],
  ])('refuses %j', (args, message) => {
    expect(() => readCommandLine(args)).toThrow(new UsageError(message));
  });

  it.each([[['--nope']], [['--seed', '-1']], [['--port']], [['ready']]])(
    'says in one line what is wrong with %j',
    (args) => {
      expect(() => readCommandLine(args)).toThrow(UsageError);
      expect(() => readCommandLine(args)).toThrow(/^[^\n]+$/);
    },
  );
});
