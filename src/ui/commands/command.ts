import type { ApiServerRecords } from '../../core/apiServer/knowledge';
import type { Digest } from '../../core/ports';
import type { AgreedIssuers } from '../agreedIssuers';
import type { CommandArgs, CommandId } from '../commandIds';
import type { Comparisons } from '../k3s/comparisons';
import type { InterruptedRuns } from '../kept/interruptedRuns';
import type { Panels } from '../panels/panels';
import type { Reviews } from '../panels/reviews';
import type { Readings } from '../readings';
import type { RegistryRestarts } from '../registryRestarts';
import type { Session } from '../session';
import type { Estate } from '../tree/estate';
import type { EstateFilter } from '../tree/estateFilter';

/** What commands work with; each names what it needs of it. */
export interface Deps {
  readonly session: Session;
  readonly estate: Estate;
  readonly filter: EstateFilter;
  readonly readings: Readings;
  readonly panels: Panels;
  readonly reviews: Reviews;
  readonly digest: Digest;
  readonly apiServers: ApiServerRecords;
  readonly agreedIssuers: AgreedIssuers;
  readonly comparisons: Comparisons;
  readonly restarts: RegistryRestarts;
  readonly kept: Pick<InterruptedRuns, 'interrupted' | 'forget'>;
  readonly showLog: () => void;
}

/** One user-visible action. It asks, starts, refreshes; failures go to the boundary. */
export interface Command<Id extends CommandId> {
  readonly id: Id;
  /** `X failed` begins with this. */
  readonly title: string;
  run(...args: CommandArgs[Id]): Promise<void> | void;
}

export type AnyCommand = { [Id in CommandId]: Command<Id> }[CommandId];
