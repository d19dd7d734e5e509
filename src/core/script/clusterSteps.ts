import { t } from '@vscode/l10n';
import { apiServerGuidance, apiServerKind } from '../apiServer/guidance';
import { needsOwnIssuer, setElsewhere } from '../checks/cluster';
import { clusterWrites } from '../stages/cluster';
import type { ScriptState } from './readScriptState';
import { isNeeded, type ScriptScope } from './scope';
import { az, note, run, variable, type ScriptStep, type Statement, type Value } from './script';

const cluster = {
  name: variable('cluster'),
  'resource-group': variable('clusterResourceGroup'),
  subscription: variable('clusterSubscription'),
};

/** Whether the cluster goes by an issuer of its own, which az has to be told each time. */
export const hasOwnIssuer = ({ cluster: { selfHostedIssuerUrl }, target }: ScriptState): boolean =>
  (target.selfHostedIssuerUrl ?? selfHostedIssuerUrl) !== undefined;

function updateStatements(state: ScriptState): readonly Statement[] {
  const elsewhere = setElsewhere(state.cluster)?.advice;
  if (elsewhere !== undefined) return [note(elsewhere)];
  if (needsOwnIssuer(state.cluster) && !hasOwnIssuer(state)) {
    return [
      note(
        t(
          '{0} has a public issuer of its own, and Azure Arc has to be told its URL. Export the script again while the cluster is connected, and give it.',
          state.cluster.name,
        ),
      ),
    ];
  }
  return [
    note(
      t(
        'Needs helm and a kubeconfig of {0} with administrator’s rights. What runs on the cluster goes on.',
        state.cluster.name,
      ),
    ),
    run(
      az('connectedk8s update', {
        ...cluster,
        'enable-oidc-issuer': true,
        'enable-workload-identity': true,
        // Given the first flag alone, the Azure CLI drops what was there.
        ...(hasOwnIssuer(state) ? { 'self-hosted-issuer': variable('ownIssuer') } : {}),
        output: 'none',
      }),
    ),
  ];
}

export const clusterStep = (state: ScriptState, scope: ScriptScope): ScriptStep => {
  const isToDo = clusterWrites(state.cluster, state.target).length > 0;
  const title = t('Turn on OIDC issuer and workload identity');
  return isNeeded(scope, isToDo)
    ? { id: 'cluster', title, statements: updateStatements(state) }
    : { id: 'cluster', title, skipped: t('both are on'), statements: [] };
};

/** Whether the issuer's exact string is found out while the script runs. */
export const readsIssuer = ({ issuer }: ScriptState, scope: ScriptScope): boolean =>
  isNeeded(scope, issuer.kind !== 'known');

/** The string that tokens must carry: that of the discovery document, not Azure Arc's. */
export function issuerStep(state: ScriptState, scope: ScriptScope): ScriptStep {
  const title = t('Read the issuer URL');
  if (!readsIssuer(state, scope)) {
    return { id: 'issuer', title, skipped: t('it is published and set above'), statements: [] };
  }
  const published: readonly Statement[] = hasOwnIssuer(state)
    ? []
    : [
        {
          // Where nothing turns it on there is nothing to wait for.
          kind: setElsewhere(state.cluster) ? 'read' : 'await',
          variable: 'publishedIssuer',
          command: az('connectedk8s show', { ...cluster, query: 'oidcIssuerProfile.issuerUrl' }),
        },
      ];
  const source = hasOwnIssuer(state) ? 'ownIssuer' : 'publishedIssuer';
  return {
    id: 'issuer',
    title,
    statements: [
      ...published,
      note(
        t(
          'What the discovery document says counts, to the last character: Microsoft Entra compares it so, and Azure Arc may show it with another slash at the end.',
        ),
      ),
      {
        kind: 'readOr',
        variable: 'issuer',
        command: {
          program: 'az',
          words: ['rest'],
          options: [
            { name: 'method', value: ['get'] },
            {
              name: 'url',
              value: [{ variable: source, isSlashless: true }, '/.well-known/openid-configuration'],
            },
            { name: 'skip-authorization-header' },
            { name: 'query', value: ['issuer'] },
          ],
        },
        otherwise: [variable(source)],
      },
      { kind: 'print', lines: [[`${t('Issuer URL:')} `, variable('issuer')]] },
    ],
  };
}

/** What goes into k3s' config file, and what has to be restarted after it. */
const k3sLines = (): readonly Value[] => [
  [t('By hand, on every server node of the cluster, one after the other:')],
  ['  1. ', t('Merge into {0}; what stands there stays:', '/etc/rancher/k3s/config.yaml')],
  [],
  ['       kube-apiserver-arg:'],
  ['         - service-account-issuer=', variable('issuer')],
  ['         - service-account-max-token-expiration=24h'],
  [],
  ['     ', t('There must be one kube-apiserver-arg only, and in it one of each.')],
  ['  2. sudo systemctl restart k3s'],
  [t('When all nodes are done, on a machine whose kubectl reaches the cluster:')],
  ['  3. kubectl rollout restart deployment --namespace=azure-arc'],
  [t('Secrets arrive only when this is done.')],
];

export function apiServerStep(state: ScriptState, scope: ScriptScope): ScriptStep {
  const title = t('Let the API server sign with the issuer');
  const kind = apiServerKind(state.cluster);
  const isToDo = state.apiServer.state !== 'done' && state.apiServer.state !== 'notProved';
  if (kind === 'managed' || !isNeeded(scope, isToDo)) {
    return { id: 'apiServer', title, skipped: state.apiServer.words, statements: [] };
  }
  return {
    id: 'apiServer',
    title,
    statements:
      kind === 'k3s'
        ? [
            note(
              t(
                'Azure neither does nor sees this, so it is only said here. “Configure k3s API Server…” of the extension for VS Code makes a script that does it on a node.',
              ),
            ),
            { kind: 'print', lines: k3sLines() },
          ]
        : [note(apiServerGuidance(state.cluster))],
  };
}
