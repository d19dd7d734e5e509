import * as vscode from 'vscode';
import type { NodeOf } from '../../core/model/node';
import type { Observation } from '../../core/observe/observation';
import type { Readings } from '../readings';

/** The instance as it was last read; where it was not, it is read now, and the tree shows that. */
export const readingOf = async (
  readings: Pick<Readings, 'find' | 'read'>,
  { id: instanceId, tenantId }: NodeOf<'instance'>,
): Promise<Observation> =>
  readings.find(instanceId) ??
  vscode.window.withProgress({ location: { viewId: 'aioSecureSettings.clusters' } }, () =>
    readings.read({ tenantId, instanceId }),
  );
