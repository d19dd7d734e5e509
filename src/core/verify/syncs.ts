import { t } from '@vscode/l10n';
import { evidence, freeText, unknownFinding } from '../checks/evidence';
import { provisioning } from '../checks/provisioning';
import { classNames } from '../checks/secretSync';
import { valueOf } from '../model/fact';
import type { Finding } from '../model/finding';
import { stringAt } from '../model/json';
import { sharedKeys } from '../model/mappings';
import { pollMs, secretStore } from '../observe/awaitRounds';
import type { Observation, ProviderClass, SecretSync } from '../observe/observation';
import type { VaultSecret } from '../ports';
import { parseClassObjects, type ListedSecret } from './classObjects';
import { explainFailure, understandFailure } from './meanings';
import { toSpan } from './span';

/** A SecretSync without status is not late before. */
const firstSyncMs = 5 * 60_000;
const graceMs = 10 * 60_000;

/** Is the Secret Store extension on the cluster, and well? */
export function verifySecretStore(seen: Observation): Finding {
  if (seen.extensions.kind === 'unknown') return unknownFinding(seen.extensions.because);
  const found = secretStore(seen);
  if (!found) {
    return {
      state: 'blocked',
      words: t('Not on the cluster'),
      advice: t(
        'The Secret Store extension (microsoft.azure.secretstore) is not installed; Azure IoT Operations deploys it. Nothing is synchronized without it.',
      ),
      evidence: [evidence('microsoft.azure.secretstore', t('none'), seen.extensions)],
    };
  }
  const shown = [
    evidence(found.name, found.provisioningState ?? '–', seen.extensions),
    ...(found.error === undefined ? [] : [freeText(t('Error'), found.error, seen.extensions)]),
  ];
  switch (provisioning(found.provisioningState)) {
    case 'final':
      return { state: 'done', words: t('Installed'), evidence: shown };
    case 'running':
      return { state: 'inProgress', words: t('Being installed'), evidence: shown };
    case 'failed':
      return {
        state: 'failed',
        words: t('Installation failed'),
        advice: t('The Secret Store extension {0} failed on the cluster.', found.name),
        evidence: shown,
      };
  }
}

/** Whether the list of the class can be read. */
export function verifyObjects(own: ProviderClass, seen: Observation): Finding {
  const text = stringAt(own.body, 'properties', 'objects');
  const objects = parseClassObjects(text);
  if (objects.kind === 'unreadable') {
    return {
      state: 'drifted',
      words: t('List of secrets is not readable'),
      advice: t(
        'The Secret Store extension cannot read the objects of provider class {0}: entries must be indented under “array:”, each with an objectName.',
        own.name,
      ),
      evidence: [freeText('objects', text ?? '–', seen.providerClasses)],
    };
  }
  const names = objects.secrets.map(({ name }) => name);
  return {
    state: 'done',
    words:
      names.length === 0
        ? t('No secret listed')
        : names.length === 1
          ? t('1 secret listed')
          : t('{0} secrets listed', names.length),
    evidence: [evidence('objects', names.join(', ') || '–', seen.providerClasses)],
  };
}

export const listedSecrets = (own: ProviderClass): readonly ListedSecret[] => {
  const objects = parseClassObjects(stringAt(own.body, 'properties', 'objects'));
  return objects.kind === 'listed' ? objects.secrets : [];
};

/** `name/1` is the version before the newest of `name`. */
function toSource(path: string): { readonly name: string; readonly age: number } {
  const [name = '', age = '0'] = path.split('/');
  return { name, age: Number(age) };
}

/** The names of the vault secrets that a SecretSync fetches. */
export const sourcesOf = ({ mappings }: SecretSync): readonly string[] => [
  ...new Set(mappings.map(({ source }) => toSource(source).name)),
];

/** What the list of their class has to have, so that these SecretSyncs can fetch all that they map. */
export function wantedOf(syncs: readonly SecretSync[]): readonly ListedSecret[] {
  const wanted = new Map<string, ListedSecret>();
  for (const { source } of syncs.flatMap(({ mappings }) => mappings)) {
    const { name, age } = toSource(source);
    const versions = Math.max(wanted.get(name)?.versions ?? 1, Number.isInteger(age) ? age + 1 : 1);
    wanted.set(name, { name, versions });
  }
  return [...wanted.values()];
}

/** The SecretSyncs that run on the class. */
export const syncsOn = (own: ProviderClass, seen: Observation): readonly SecretSync[] =>
  (valueOf(seen.secretSyncs) ?? []).filter(
    ({ providerClassName }) => providerClassName === own.name,
  );

/**
 * The SecretSyncs that name a class which is not on the location. One that works has its class all the
 * same, where this account may not see it.
 */
export const straySyncs = (seen: Observation): readonly SecretSync[] => {
  const classes = valueOf(seen.providerClasses);
  return (valueOf(seen.secretSyncs) ?? []).filter(
    ({ providerClassName, condition }) =>
      classes?.every(({ name }) => name !== providerClassName) === true &&
      condition?.isTrue !== true,
  );
};

/** Nothing fetches its secrets, whatever else is right. */
export function strayFinding({ name, providerClassName }: SecretSync, seen: Observation): Finding {
  return {
    state: 'drifted',
    words: t('Names a class that is not there'),
    advice: t(
      'SecretSync {0} names provider class {1}, which is not on the custom location of this instance, or your account may not see it. So nothing is synchronized to that Kubernetes secret.',
      name,
      providerClassName ?? '–',
    ),
    evidence: [
      evidence('secretProviderClassName', providerClassName ?? '–', seen.secretSyncs),
      evidence(t('Classes there'), classNames(seen), seen.providerClasses),
    ],
  };
}

/** Whether the list of the class has all that a SecretSync maps, with as many versions. */
export const isListedFor = (sync: SecretSync, own: ProviderClass): boolean =>
  wantedOf([sync]).every(({ name, versions }) =>
    listedSecrets(own).some((each) => each.name === name && each.versions >= versions),
  );

/** What in a SecretSync's mappings does not fit the list of the class. */
export function mappingProblem({ mappings }: SecretSync, own: ProviderClass): string | undefined {
  const listed = listedSecrets(own);
  for (const { source } of mappings) {
    const { name, age } = toSource(source);
    const found = listed.find((each) => each.name === name);
    if (!found) return t('{0} is not in the list of {1}', name, own.name);
    if (age >= found.versions) return t('{0} needs a longer version history', source);
  }
  const [twice] = sharedKeys(mappings);
  return twice === undefined ? undefined : t('Key {0} is used twice', twice);
}

function failedSync(sync: SecretSync, seen: Observation): Finding {
  const { reason = '', message = '' } = sync.condition ?? {};
  const { code, meaning } = understandFailure(reason, message);
  return {
    state: 'failed',
    words: t('Fails: {0}', code),
    advice:
      (meaning && explainFailure(meaning)) ??
      (/^AADSTS/i.test(code)
        ? t(
            'Microsoft Entra refuses the token with a code that has no meaning of its own here: {0}.',
            code,
          )
        : t('The Secret Store extension reports {0}.', code)),
    evidence: [
      evidence(t('Reason'), reason, seen.secretSyncs),
      freeText(t('Message'), message, seen.secretSyncs),
    ],
  };
}

/** Its status is of before the last change: only its next round tells whether the chain works. */
function awaited(sync: SecretSync, changedAtMs: number, seen: Observation): Finding {
  const { isTrue = false, reason = '', changedAtMs: reportedAtMs } = sync.condition ?? {};
  const atMs = isTrue ? sync.lastSuccessAtMs : reportedAtMs;
  return {
    state: 'inProgress',
    words: t('Next sync is on its way'),
    advice: t(
      'Something that it depends on was changed {0} ago, and what SecretSync {1} reports is of before. The Secret Store extension looks every {2}; a new role takes up to 10 minutes.',
      toSpan(seen.endedAtMs - changedAtMs),
      sync.name,
      toSpan(pollMs(seen)),
    ),
    evidence: [
      evidence(t('Last change'), new Date(changedAtMs).toISOString()),
      evidence(
        isTrue ? t('Last success') : t('Fails since'),
        atMs === undefined ? '–' : new Date(atMs).toISOString(),
        seen.secretSyncs,
      ),
      evidence(t('Reason'), reason, seen.secretSyncs),
    ],
  };
}

/** A sync that was true once: is it still? */
function ageOfSuccess(sync: SecretSync, seen: Observation): Finding {
  const everyMs = pollMs(seen);
  const atMs = sync.lastSuccessAtMs ?? 0;
  const ageMs = seen.endedAtMs - atMs;
  const shown = [
    evidence(t('Last success'), new Date(atMs).toISOString(), seen.secretSyncs),
    evidence(t('Reason'), sync.condition?.reason ?? '', seen.secretSyncs),
  ];
  const newest = sourcesOf(sync).flatMap((name) => vaultSecret(name, seen)?.updatedAtMs ?? []);
  const changedAtMs = Math.max(0, ...newest);
  if (ageMs > 2 * everyMs + graceMs) {
    return {
      state: 'drifted',
      words: t('Last success {0} ago', toSpan(ageMs)),
      advice: t(
        'The Secret Store extension looks every {0}, but has not reported since. Check that the cluster and the extension are well.',
        toSpan(everyMs),
      ),
      evidence: [...shown, evidence(t('Looks every'), toSpan(everyMs), seen.extensions)],
    };
  }
  if (changedAtMs > atMs && seen.endedAtMs - changedAtMs > everyMs + graceMs) {
    return {
      state: 'drifted',
      words: t('Older than the secret in the vault'),
      advice: t('A secret was changed in the vault, and the cluster still has the one before.'),
      evidence: [
        ...shown,
        evidence(
          t('Changed in the vault'),
          new Date(changedAtMs).toISOString(),
          seen.chain?.secrets,
        ),
      ],
    };
  }
  if (sync.awaitsSinceMs !== undefined) return awaited(sync, sync.awaitsSinceMs, seen);
  return { state: 'done', words: t('Synced {0} ago', toSpan(ageMs)), evidence: shown };
}

/** No report yet: how long it has been waited for against what is usual, and what to do. */
function firstSync(
  { name, createdAtMs, provisioningState }: SecretSync,
  seen: Observation,
): Finding {
  const waitedMs = seen.endedAtMs - (createdAtMs ?? 0);
  const made =
    createdAtMs === undefined ? [] : [t('{0} was made {1} ago.', name, toSpan(waitedMs))];
  const shown = [
    ...(createdAtMs === undefined
      ? []
      : [evidence(t('Made'), new Date(createdAtMs).toISOString(), seen.secretSyncs)]),
    evidence(t('Status'), t('none'), seen.secretSyncs),
  ];
  if (waitedMs < firstSyncMs || provisioning(provisioningState) === 'running') {
    return {
      state: 'inProgress',
      words: t('First sync is on its way'),
      advice: [
        ...made,
        t(
          'The first synchronization usually takes about 2 minutes; the Secret Store extension looks every {0}. If it takes longer than 5 minutes, check that the cluster is connected and that its pods run.',
          toSpan(pollMs(seen)),
        ),
      ].join(' '),
      evidence: shown,
    };
  }
  return {
    state: 'notProved',
    words: t('No status yet'),
    advice: [
      ...made,
      t(
        'The cluster has not reported whether it could synchronize {0}; usually it does in about 2 minutes. Check that the cluster is connected and that the pods of the Secret Store extension run, then ask for a synchronization.',
        name,
      ),
    ].join(' '),
    evidence: shown,
  };
}

/** One SecretSync: its mappings, its status, the age of its last success. */
export function verifySync(sync: SecretSync, own: ProviderClass, seen: Observation): Finding {
  const problem = mappingProblem(sync, own);
  if (problem !== undefined) {
    return {
      state: 'drifted',
      words: problem,
      advice: t(
        'Each mapping of SecretSync {0} must name a secret that the provider class lists.',
        sync.name,
      ),
      evidence: [
        ...sync.mappings.map(({ source, key }) => evidence(key, source, seen.secretSyncs)),
        evidence(
          t('Class lists'),
          listedSecrets(own)
            .map(({ name }) => name)
            .join(', ') || t('none'),
          seen.providerClasses,
        ),
      ],
    };
  }
  if (provisioning(sync.provisioningState) === 'failed') {
    return {
      state: 'failed',
      words: t('Did not reach the cluster'),
      advice: t('SecretSync {0} is in state {1}.', sync.name, sync.provisioningState ?? ''),
      evidence: [evidence('provisioningState', sync.provisioningState ?? '', seen.secretSyncs)],
    };
  }
  if (!sync.condition) {
    return firstSync(sync, seen);
  }
  if (sync.condition.isUnknown) {
    return {
      state: 'notProved',
      words: t('Neither works nor fails'),
      advice: t('The cluster does not know yet whether {0} could be synchronized.', sync.name),
      evidence: [evidence(t('Reason'), sync.condition.reason, seen.secretSyncs)],
    };
  }
  if (!sync.condition.isTrue) {
    return sync.awaitsSinceMs === undefined
      ? failedSync(sync, seen)
      : awaited(sync, sync.awaitsSinceMs, seen);
  }
  return sync.lastSuccessAtMs === undefined
    ? {
        state: 'notProved',
        words: t('No success reported'),
        evidence: [
          evidence(t('Reason'), sync.condition.reason, seen.secretSyncs),
          evidence(t('Last success'), t('none'), seen.secretSyncs),
        ],
      }
    : ageOfSuccess(sync, seen);
}

function vaultSecret(name: string, { chain }: Observation): VaultSecret | undefined {
  const secrets = chain && valueOf(chain.secrets);
  return secrets?.find((each) => each.name.toLowerCase() === name.toLowerCase());
}

const isMapped = (name: string, seen: Observation): boolean =>
  (valueOf(seen.secretSyncs) ?? []).some((sync) => sourcesOf(sync).includes(name));

/** What keeps a secret of the vault from being fetched, or is told of it. */
export type SecretProblem = 'absent' | 'disabled' | 'expired';

/** Undefined: none, or the vault could not be looked at. */
export function secretProblem(name: string, seen: Observation): SecretProblem | undefined {
  if (seen.chain?.secrets.kind !== 'known') return undefined;
  const found = vaultSecret(name, seen);
  if (!found) return 'absent';
  if (!found.isEnabled) return 'disabled';
  return found.expiresAtMs !== undefined && found.expiresAtMs <= seen.endedAtMs
    ? 'expired'
    : undefined;
}

function problemWords(
  problem: SecretProblem,
  name: string,
  seen: Observation,
): Pick<Finding, 'words' | 'advice'> {
  switch (problem) {
    case 'absent':
      return {
        words: t('Not in the vault'),
        advice: t(
          'Key vault {0} has no secret {1}: it was deleted, or was never set. What was deleted can be recovered for some time.',
          valueOf(seen.vault)?.name ?? '',
          name,
        ),
      };
    case 'disabled':
      return {
        words: t('Disabled'),
        advice: t('Secret {0} is disabled in the vault, so it cannot be fetched.', name),
      };
    case 'expired':
      return {
        words: t('Expired'),
        advice: t('Secret {0} has expired. Set a new version in the vault.', name),
      };
  }
}

/** One secret of the vault that is listed or mapped: there, enabled and in force? */
export function verifyVaultSecret(name: string, seen: Observation): Finding {
  const secrets = seen.chain?.secrets;
  if (!secrets || secrets.kind !== 'known') {
    return unknownFinding(
      secrets?.kind === 'unknown' ? secrets.because : t('the vault was not looked at'),
    );
  }
  const found = vaultSecret(name, seen);
  const shown = found
    ? [
        evidence(t('Enabled'), found.isEnabled ? t('yes') : t('no'), secrets),
        ...(found.expiresAtMs === undefined
          ? []
          : [evidence(t('Expires'), new Date(found.expiresAtMs).toISOString(), secrets)]),
      ]
    : [
        isMapped(name, seen)
          ? evidence(t('A SecretSync fetches'), name, seen.secretSyncs)
          : evidence(t('Class lists'), name, seen.providerClasses),
        evidence(t('In the vault'), t('none'), secrets),
      ];
  const problem = secretProblem(name, seen);
  return problem
    ? { state: 'drifted', ...problemWords(problem, name, seen), evidence: shown }
    : { state: 'done', words: t('Enabled'), evidence: shown };
}

/** A secret that is listed and well, while no SecretSync of the class fetches it. */
export const unmappedSecret = (name: string, own: ProviderClass, seen: Observation): Finding => ({
  state: 'drifted',
  words: t('In no Kubernetes secret'),
  advice: t(
    'Provider class {0} lists {1}, but no SecretSync maps it, so it does not reach the cluster.',
    own.name,
    name,
  ),
  evidence: [
    evidence('objects', name, seen.providerClasses),
    evidence(t('Mapped by'), t('none'), seen.secretSyncs),
  ],
});
