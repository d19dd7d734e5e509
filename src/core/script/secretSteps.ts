import { t } from '@vscode/l10n';
import { apiVersions } from '../apiVersions';
import { valueOf } from '../model/fact';
import { secretsOfficerRole, vaultReaderRoles } from '../model/roles';
import { tokenExchangeAudience } from '../names';
import type { WantedCredential } from '../steps/ensureCredential';
import type { SecretSyncWants } from '../stages/secretSyncWants';
import { hasOwnIssuer } from './clusterSteps';
import type { ScriptState } from './readScriptState';
import { isNeeded, type ScriptScope } from './scope';
import { az, note, run, variable, type ScriptStep, type Statement } from './script';

const vault = {
  name: variable('vault'),
  'resource-group': variable('vaultResourceGroup'),
  subscription: variable('vaultSubscription'),
};

const identity = {
  name: variable('identity'),
  'resource-group': variable('identityResourceGroup'),
  subscription: variable('identitySubscription'),
};

/** How long what is deleted in a vault can be brought back, where nothing was chosen. */
const usualRetentionDays = 90;

export function vaultStep(
  { seen, target }: ScriptState,
  scope: ScriptScope,
  name: string,
): ScriptStep {
  const creation = target.creations?.vault;
  const title =
    creation?.kind === 'recover'
      ? t('Recover key vault {0}', name)
      : t('Create key vault {0}', name);
  if (!isNeeded(scope, seen.vault.kind !== 'known')) {
    return { id: 'vault', title, skipped: t('it is there already'), statements: [] };
  }
  const make =
    creation?.kind === 'recover'
      ? az('keyvault recover', { ...vault, location: variable('vaultLocation'), output: 'none' })
      : az('keyvault create', {
          ...vault,
          location: variable('vaultLocation'),
          'enable-rbac-authorization': 'true',
          'retention-days': String(creation?.retentionDays ?? usualRetentionDays),
          ...(creation?.isPurgeProtected ? { 'enable-purge-protection': 'true' } : {}),
          output: 'none',
        });
  return {
    id: 'vault',
    title,
    statements: [
      note(
        t(
          'Azure role-based access control decides in it. How long deleted secrets can be brought back cannot be changed later.',
        ),
      ),
      { kind: 'ensure', find: az('keyvault show', vault), make },
    ],
  };
}

export function officerStep(
  { isOfficerMissing }: ScriptState,
  scope: ScriptScope,
  name: string,
): ScriptStep {
  const title = t('Let the signed-in user manage the secrets of {0}', name);
  if (!isNeeded(scope, isOfficerMissing)) {
    return { id: 'officer', title, skipped: t('the vault lets you in already'), statements: [] };
  }
  return {
    id: 'officer',
    title,
    statements: [
      note(t('Only a person has it; leave this out where a service principal runs the script.')),
      {
        kind: 'read',
        variable: 'userId',
        command: az('ad signed-in-user show', { query: 'id' }),
      },
      note(secretsOfficerRole.name),
      run(
        az('role assignment create', {
          role: secretsOfficerRole.id,
          'assignee-object-id': variable('userId'),
          'assignee-principal-type': 'User',
          scope: variable('vaultId'),
          output: 'none',
        }),
      ),
    ],
  };
}

export function identityStep({ seen }: ScriptState, scope: ScriptScope, name: string): ScriptStep {
  const title = t('Create managed identity {0}, which reads the vault', name);
  if (!isNeeded(scope, seen.identity.kind !== 'known')) {
    return { id: 'identity', title, skipped: t('it is there already'), statements: [] };
  }
  return {
    id: 'identity',
    title,
    statements: [
      {
        kind: 'ensure',
        find: az('identity show', identity),
        make: az('identity create', {
          ...identity,
          location: variable('identityLocation'),
          output: 'none',
        }),
      },
    ],
  };
}

export function rolesStep({ secrets }: ScriptState, scope: ScriptScope): ScriptStep {
  const title = t('Let the identity read the vault');
  const missing = scope === 'all' || !secrets ? vaultReaderRoles : secrets.missingRoles;
  if (missing.length === 0) {
    return { id: 'roles', title, skipped: t('it has both roles'), statements: [] };
  }
  return {
    id: 'roles',
    title,
    statements: [
      note(t('Roles are effective after 1 to 10 minutes; the cluster tries again by itself.')),
      {
        kind: 'read',
        variable: 'principalId',
        command: az('identity show', { ...identity, query: 'principalId' }),
      },
      ...missing.flatMap(({ id, name }) => [
        note(name),
        run(
          az('role assignment create', {
            role: id,
            'assignee-object-id': variable('principalId'),
            'assignee-principal-type': 'ServicePrincipal',
            scope: variable('vaultId'),
            output: 'none',
          }),
        ),
      ]),
    ],
  };
}

/** A federated credential, written as it must be under the name that it has or is to have. */
export const credentialStatement = (
  { name, content }: WantedCredential,
  owner: 'identity' | 'cloudIdentity',
): Statement =>
  run(
    az('identity federated-credential create', {
      name,
      'identity-name': variable(owner),
      'resource-group': variable(`${owner}ResourceGroup`),
      subscription: variable(`${owner}Subscription`),
      issuer: variable('issuer'),
      subject: content.subject,
      audiences: tokenExchangeAudience,
      output: 'none',
    }),
  );

const enableStatement = (state: ScriptState): Statement =>
  run(
    az('iot ops secretsync enable', {
      instance: variable('instance'),
      'resource-group': variable('resourceGroup'),
      subscription: variable('subscription'),
      'mi-user-assigned': variable('identityId'),
      'kv-resource-id': variable('vaultId'),
      'skip-ra': 'true',
      ...(hasOwnIssuer(state) ? { 'self-hosted-issuer': 'true' } : {}),
      output: 'none',
    }),
  );

/** A new class is written whole; one that is there is only changed, for its list of secrets. */
function classStatement({ providerClass }: SecretSyncWants): Statement {
  const { id, isNew, location, customLocationId, vaultName, tenantId } = providerClass;
  if (!isNew) {
    return {
      kind: 'run',
      command: {
        program: 'az',
        words: ['resource', 'update'],
        options: [
          { name: 'ids', value: [id] },
          { name: 'api-version', value: [apiVersions.secretSync] },
          { name: 'set', value: ['properties.clientId=', variable('clientId')] },
          { name: 'set', value: [`properties.keyvaultName=${vaultName}`] },
          { name: 'set', value: [`properties.tenantId=${tenantId}`] },
          { name: 'output', value: ['none'] },
        ],
      },
    };
  }
  const place = JSON.stringify({ name: customLocationId, type: 'CustomLocation' });
  const before =
    `{"location":${JSON.stringify(location)},"extendedLocation":${place},"properties":{` +
    `"keyvaultName":${JSON.stringify(vaultName)},"tenantId":${JSON.stringify(tenantId)},"clientId":"`;
  return {
    kind: 'run',
    command: {
      program: 'az',
      words: ['resource', 'create'],
      options: [
        { name: 'id', value: [id] },
        { name: 'api-version', value: [apiVersions.secretSync] },
        { name: 'is-full-object' },
        { name: 'properties', value: [before, variable('clientId'), '"}}'], isJson: true },
        { name: 'output', value: ['none'] },
      ],
    },
  };
}

function classStatements(secrets: SecretSyncWants): readonly Statement[] {
  const { isClassDone, isReferenceDone, providerClass } = secrets;
  if (isClassDone && isReferenceDone) return [];
  return [
    note(
      t(
        'az iot ops secretsync enable does nothing where a provider class or a synchronized secret is on the custom location already. So what is missing is written piece by piece; the list of secrets stays.',
      ),
    ),
    ...(isClassDone
      ? []
      : [
          {
            kind: 'read',
            variable: 'clientId',
            command: az('identity show', { ...identity, query: 'clientId' }),
          } as const,
          classStatement(secrets),
        ]),
    ...(isReferenceDone
      ? []
      : [
          run({
            program: 'az',
            words: ['resource', 'update'],
            options: [
              { name: 'ids', value: [variable('instanceId')] },
              { name: 'api-version', value: [apiVersions.iotOperations] },
              {
                name: 'set',
                value: [`properties.defaultSecretProviderClassRef.resourceId=${providerClass.id}`],
              },
              { name: 'output', value: ['none'] },
            ],
          }),
        ]),
  ];
}

/** Something of secret synchronization, anybody's, is on the custom location. */
const isLocationTaken = ({ seen }: ScriptState): boolean =>
  [seen.providerClasses, seen.secretSyncs].some(
    (fact) => (valueOf<readonly unknown[]>(fact) ?? []).length > 0,
  );

/** Whether az, which goes by what Azure Arc shows, may write another issuer than tokens carry. */
export const mayMissIssuer = ({ issuer }: ScriptState): boolean =>
  issuer.kind !== 'known' || issuer.value.issuer !== issuer.value.published;

/** Said of credentials that are written before az is let to add them. */
export const exactIssuerNote = (): Statement =>
  note(
    t(
      'With the exact issuer. az may add one of its own, with the issuer as Azure Arc shows it: nothing uses that.',
    ),
  );

export function secretSyncStep(state: ScriptState, scope: ScriptScope): ScriptStep {
  const title = t('Enable secret synchronization');
  const { secrets } = state;
  const isToDo =
    !secrets ||
    secrets.credential !== undefined ||
    !secrets.isClassDone ||
    !secrets.isReferenceDone;
  if (!isNeeded(scope, isToDo)) {
    return {
      id: 'secretSync',
      title,
      skipped: t('the credential, the provider class and the default reference are right'),
      statements: [],
    };
  }
  const isTaken = isToDo && secrets !== undefined && isLocationTaken(state);
  const credential = secrets?.credential;
  // az finds a credential by issuer and subject, and adds one where it should correct one.
  const isCredentialWritten =
    credential !== undefined &&
    (isTaken || credential.before !== undefined || mayMissIssuer(state));
  return {
    id: 'secretSync',
    title,
    statements: [
      ...(isCredentialWritten
        ? [
            note(t('The federated credential by which the cluster logs in')),
            ...(isTaken ? [] : [exactIssuerNote()]),
            credentialStatement(credential, 'identity'),
          ]
        : []),
      ...(isTaken
        ? classStatements(secrets)
        : [
            note(
              isToDo
                ? t('The roles are assigned above, so az is told to leave them alone.')
                : t('All of it is there already: az says so and changes nothing.'),
            ),
            enableStatement(state),
          ]),
    ],
  };
}
