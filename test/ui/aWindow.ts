import type { Cloud, Log } from '../../src/core/ports';
import { AccountChoices } from '../../src/ui/accountChoices';
import { AgreedIssuers } from '../../src/ui/agreedIssuers';
import type { SimulatedCloud } from '../../src/ui/clouds';
import { Readings } from '../../src/ui/readings';
import { Session } from '../../src/ui/session';
import { SignIn } from '../../src/ui/signIn';
import { Estate, type EstateState } from '../../src/ui/tree/estate';
import { EstateFilter } from '../../src/ui/tree/estateFilter';
import { FakeMemento } from '../fakes/fakeMemento';
import { RecordingLog } from '../fakes/recordingLog';
import type { Node } from '../../src/core/model/node';

export interface WindowUnderTest {
  readonly session: Session;
  readonly accountChoices: AccountChoices;
  readonly readings: Readings;
  readonly filter: EstateFilter;
  readonly estate: Estate;
  readonly log: Log;
  /** Of the tree, in order. */
  readonly states: EstateState[];
  /** What was drawn anew; undefined: everything. */
  readonly redrawn: (Node | undefined)[];
}

/** The parts of a window that know no picture, over a given cloud. */
export function aWindow(real: () => Cloud, simulated?: () => SimulatedCloud): WindowUnderTest {
  const log = new RecordingLog();
  let ids = 0;
  const accountChoices = new AccountChoices(new FakeMemento());
  const session = new Session({
    clouds: {
      real: () => Promise.resolve(real()),
      simulated: () =>
        simulated ? Promise.resolve(simulated()) : Promise.reject(new Error('Not simulated.')),
    },
    signIn: new SignIn(),
    accountChoices,
    agreedIssuers: new AgreedIssuers(new FakeMemento()),
    log,
    clock: real().clock,
    newId: () => `run-${++ids}`,
  });
  const readings = new Readings(session);
  const filter = new EstateFilter(new FakeMemento());
  const estate = new Estate(session, readings, log, filter);
  const states: EstateState[] = [];
  const redrawn: (Node | undefined)[] = [];
  estate.onDidChangeState((state) => states.push(state));
  estate.onDidChange((node) => redrawn.push(node));
  return { session, accountChoices, readings, filter, estate, log, states, redrawn };
}
