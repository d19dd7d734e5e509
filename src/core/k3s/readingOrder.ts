import { t } from '@vscode/l10n';
import { UserFacingError } from '../errors';
import { apiServerKey, effectOf, isIssuerArg } from './apiServerArgs';
import { parseConfig, type K3sFile } from './parseConfig';

/** A file among those that k3s reads with it: `config.yaml`, then `config.yaml.d/*.yaml` by name. */
export interface K3sFileSet {
  readonly before: readonly K3sFile[];
  readonly file: K3sFile;
  readonly after: readonly K3sFile[];
}

interface Source {
  readonly name: string;
  readonly isAddition: boolean;
  readonly args: readonly string[];
}

const sourcesOf = (file: K3sFile): readonly Source[] =>
  parseConfig(file).pairs.map(({ isAddition, args }) => ({ name: file.name, isAddition, args }));

/** What counts of all: a key replaces what files before it say, `key+` adds to it. */
function standing(sources: readonly Source[]): readonly Source[] {
  const last = sources.findLastIndex(({ isAddition }) => !isAddition);
  return last < 0 ? sources : sources.slice(last);
}

/** What k3s makes of the other files, to be seen from the one that is changed. */
export interface Neighbourhood {
  readonly namesIssuer: boolean;
  readonly clusterDomain: string | undefined;
}

export function lookAround({ before, after }: K3sFileSet): Neighbourhood {
  const parsed = [...before, ...after].map(parseConfig);
  return {
    namesIssuer: parsed.some(({ pairs }) => pairs.some(({ args }) => args.some(isIssuerArg))),
    clusterDomain: parsed.findLast(({ clusterDomain }) => clusterDomain !== undefined)
      ?.clusterDomain,
  };
}

/**
 * Makes sure that k3s heeds what the changed file says.
 *
 * @see https://docs.k3s.io/installation/configuration
 * @throws {UserFacingError} another file overrides it: which, and what to do there
 */
export function requireEffect({ before, file, after }: K3sFileSet, issuer: string): void {
  const sources = standing([...before, file, ...after].flatMap(sourcesOf));
  const { issuer: signing, isLimited } = effectOf(sources.flatMap(({ args }) => args));
  if (signing === issuer && isLimited) return;
  const [replacing] = sources;
  if (replacing && !sources.some(({ name }) => name === file.name)) {
    throw new UserFacingError(
      t(
        '{0} is read after {1} and sets {2} again, so that k3s would not heed the change. Make the change in {0}, or write {2}+ there. Nothing was changed.',
        replacing.name,
        file.name,
        apiServerKey,
      ),
    );
  }
  const other = sources.find(
    ({ name, args }) =>
      name !== file.name &&
      (signing === issuer
        ? args.some((arg) => arg.includes('service-account-max-token-expiration'))
        : args.some(isIssuerArg)),
  );
  throw new UserFacingError(
    t(
      '{0} sets the same arguments and wins over {1}. Make the change in {0}, or take them out there. Nothing was changed.',
      other?.name ?? '',
      file.name,
    ),
  );
}
