import { t } from '@vscode/l10n';
import type { Fact } from '../model/fact';
import { containerRegistry, type DataflowEndpoint } from '../observe/dataflowEndpoints';
import { someNames } from './someNames';

function stoppingDataflows(names: readonly string[]): readonly string[] {
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

function stoppingRegistries(names: readonly string[]): readonly string[] {
  const shown = someNames(names, 6);
  if (names.length === 0) return [];
  return [
    names.length === 1
      ? t(
          '1 registry endpoint can no longer pull artifacts, unless it gets another way to log in first. It is {0}',
          shown,
        )
      : t(
          '{0} registry endpoints can no longer pull artifacts, unless they get another way to log in first. They are {1}',
          names.length,
          shown,
        ),
  ];
}

/** That endpoints stop, with their names, each kind by itself; nothing where none does. */
export function stoppingEndpoints(users: readonly DataflowEndpoint[]): readonly string[] {
  const isRegistry = ({ type }: DataflowEndpoint): boolean => type === containerRegistry;
  const names = (endpoints: readonly DataflowEndpoint[]) => endpoints.map(({ name }) => name);
  return [
    ...stoppingDataflows(names(users.filter((each) => !isRegistry(each)))),
    ...stoppingRegistries(names(users.filter(isRegistry))),
  ];
}

/** That it is not known which endpoints stop. */
export const unreadEndpoints = (endpoints: Fact<readonly DataflowEndpoint[]>): readonly string[] =>
  endpoints.kind === 'unknown'
    ? [
        t(
          'The data flow and registry endpoints could not be read. Whether one of them stops is not known: {0}',
          endpoints.because,
        ),
      ]
    : [];
