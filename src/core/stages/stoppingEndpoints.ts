import { t } from '@vscode/l10n';
import type { Fact } from '../model/fact';
import type { DataflowEndpoint } from '../observe/dataflowEndpoints';
import { someNames } from './someNames';

/** That data flow endpoints stop, with their names; nothing where none does. */
export function stoppingEndpoints(names: readonly string[]): readonly string[] {
  const shown = someNames(names, 6);
  if (names.length === 0) return [];
  return [
    names.length === 1
      ? t(
          '1 data flow endpoint stops, unless it gets another way to log in first. It is {0}',
          shown,
        )
      : t(
          '{0} data flow endpoints stop, unless they get another way to log in first. They are {1}',
          names.length,
          shown,
        ),
  ];
}

/** That it is not known which data flow endpoints stop. */
export const unreadEndpoints = (endpoints: Fact<readonly DataflowEndpoint[]>): readonly string[] =>
  endpoints.kind === 'unknown'
    ? [
        t(
          'The data flow endpoints could not be read. Whether one of them stops is not known: {0}',
          endpoints.because,
        ),
      ]
    : [];
