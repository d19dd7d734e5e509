import { t } from '@vscode/l10n';
import { valueOf } from '../model/fact';
import { sameId } from '../model/armId';
import { serviceAccounts, subjectOf } from '../names';
import type { CloudUsage } from '../model/cloudUsages';
import { hasOwnIssuer } from './clusterSteps';
import type { ScriptState } from './readScriptState';
import { isNeeded, type ScriptScope } from './scope';
import { az, kubectl, note, run, variable, type ScriptStep, type Statement } from './script';
import { credentialStatement, exactIssuerNote, mayMissIssuer } from './secretSteps';

const identity = {
  name: variable('cloudIdentity'),
  'resource-group': variable('cloudIdentityResourceGroup'),
  subscription: variable('cloudIdentitySubscription'),
};

export function cloudIdentityStep(
  { seen, target }: ScriptState,
  scope: ScriptScope,
  name: string,
): ScriptStep {
  const title = t('Create managed identity {0}, for cloud connections', name);
  const found = (valueOf(seen.cloudIdentities) ?? []).find(({ id }) =>
    sameId(id, target.cloudIdentityId),
  );
  if (!isNeeded(scope, found?.identity.kind !== 'known')) {
    return { id: 'cloudIdentity', title, skipped: t('it is there already'), statements: [] };
  }
  return {
    id: 'cloudIdentity',
    title,
    statements: [
      {
        kind: 'ensure',
        find: az('identity show', identity),
        make: az('identity create', {
          ...identity,
          location: variable('cloudIdentityLocation'),
          output: 'none',
        }),
      },
    ],
  };
}

/** What is still to be written of one usage, and how az calls that. */
function usagesToDo({ cloud, location, target }: ScriptState, scope: ScriptScope) {
  return target.usages.filter((usage) => {
    if (scope === 'all' || !cloud) return true;
    const subject = subjectOf(location.namespace, serviceAccounts[usage]);
    return (
      cloud.credentials.some(({ content }) => content.subject === subject) ||
      (usage === 'schemaRegistry' && cloud.schemaRole?.isMissing === true) ||
      (usage === 'dataflow' && !cloud.isAssigned)
    );
  });
}

/** The roles at what the identity connects to: nobody but the user knows which. */
export function accessStep(state: ScriptState, scope: ScriptScope): ScriptStep {
  const title = t('Let the identity use the cloud resources that data flows connect to');
  if (usagesToDo(state, scope).length === 0) {
    return {
      id: 'access',
      title,
      skipped: t('the identity is assigned; its roles elsewhere are yours to grant'),
      statements: [],
    };
  }
  return {
    id: 'access',
    title,
    statements: [
      {
        kind: 'read',
        variable: 'cloudPrincipalId',
        command: az('identity show', { ...identity, query: 'principalId' }),
      },
      {
        kind: 'print',
        lines: [
          [
            `${t('Principal id of the identity for cloud connections:')} `,
            variable('cloudPrincipalId'),
          ],
        ],
      },
      note(
        t(
          'Fill in the role and the resource, for each one that is connected to. An example for Azure Data Lake Storage:',
        ),
      ),
      {
        kind: 'example',
        command: az('role assignment create', {
          role: 'Storage Blob Data Contributor',
          'assignee-object-id': variable('cloudPrincipalId'),
          'assignee-principal-type': 'ServicePrincipal',
          scope:
            '/subscriptions/SUBSCRIPTION/resourceGroups/GROUP/providers/Microsoft.Storage/storageAccounts/ACCOUNT',
        }),
      },
    ],
  };
}

/** As `--usage` has them; data flows are what az takes without it. */
const usageNames: Readonly<Record<CloudUsage, string | undefined>> = {
  dataflow: undefined,
  schemaRegistry: 'schema',
  dataflowGraphs: 'wasm-graph',
};

const usageWords = (usage: CloudUsage): string => {
  switch (usage) {
    case 'dataflow':
      return t('For data flows');
    case 'schemaRegistry':
      return t('For the schema registry, with the role that it needs there');
    case 'dataflowGraphs':
      return t('For data flow graphs');
  }
};

function assignStatements(state: ScriptState, usage: CloudUsage): readonly Statement[] {
  const usageName = usageNames[usage];
  return [
    note(usageWords(usage)),
    run(
      az('iot ops identity assign', {
        name: variable('instance'),
        'resource-group': variable('resourceGroup'),
        subscription: variable('subscription'),
        'mi-user-assigned': variable('cloudIdentityId'),
        ...(usageName === undefined ? {} : { usage: usageName }),
        ...(hasOwnIssuer(state) ? { 'self-hosted-issuer': 'true' } : {}),
        output: 'none',
      }),
    ),
  ];
}

export function assignStep(state: ScriptState, scope: ScriptScope, name: string): ScriptStep {
  const title = t('Assign {0} to the instance', name);
  const { cloud, instance } = state;
  const usages = usagesToDo(state, scope);
  if (usages.length === 0) {
    return {
      id: 'assign',
      title,
      skipped: t('it is assigned, and its credentials are right'),
      statements: [],
    };
  }
  // az finds a credential by issuer and subject, and adds one where it should correct one.
  const written = (cloud?.credentials ?? []).filter(
    ({ before }) => before !== undefined || mayMissIssuer(state),
  );
  const isSystemOnly = instance.identityType.toLowerCase() === 'systemassigned';
  return {
    id: 'assign',
    title,
    statements: [
      ...(written.length > 0
        ? [
            note(t('The federated credentials by which data flows and the schema registry log in')),
            exactIssuerNote(),
            ...written.map((each) => credentialStatement(each, 'cloudIdentity')),
          ]
        : []),
      ...(isSystemOnly
        ? [
            note(
              t(
                '{0} has a system-assigned identity alone. Versions of az before this is mended there fail at it; assign the identity with the extension for VS Code then.',
                instance.name,
              ),
            ),
          ]
        : []),
      ...usages.flatMap((usage) => assignStatements(state, usage)),
    ],
  };
}

export function restartStep(state: ScriptState, scope: ScriptScope): ScriptStep {
  const title = t('Restart the schema registry');
  if (!usagesToDo(state, scope).includes('schemaRegistry')) {
    return { id: 'restart', title, skipped: t('nothing of it is changed'), statements: [] };
  }
  return {
    id: 'restart',
    title,
    statements: [
      note(
        t('On a machine whose kubectl reaches {0}, by its current context.', state.cluster.name),
      ),
      run(
        kubectl('rollout restart statefulset adr-schema-registry', {
          namespace: variable('namespace'),
        }),
      ),
    ],
  };
}
