import type {
  FactRow,
  FindingState,
  PanelState,
  StepSnapshot,
  StepState,
} from '../../src/protocol/panel';
import type { CloudPart } from '../../src/protocol/chain';
import type { ReviewView } from '../../src/protocol/review';
import { aChain } from '../builders/chain';
import { words } from '../../webview/securePanel/words';
import { aFact, aPanelState, aReview, aRun, aStep, panelNowMs } from '../builders/panelState';

const issuer =
  'https://westeurope.oic.prod-arc.azure.com/72f988bf-86f1-41af-91ab-2d7cd011db47/0f9a3c52-1d0e-4a8a-9a40-6c2b1f0c6f11/';
const group = '/subscriptions/0c1d/resourceGroups/rg-plant-berlin/providers';
const identity = `${group}/Microsoft.ManagedIdentity/userAssignedIdentities/id-aio-secrets`;

const subtitle = [
  'Instance on ',
  { strong: 'arc-berlin-01' },
  ' (k3s) · ',
  { strong: 'rg-plant-berlin' },
  ' · ',
  { strong: 'Contoso Plants' },
];

const links = [
  {
    label: 'Secure settings in Azure IoT Operations',
    url: 'https://learn.microsoft.com/azure/iot-operations/secure-iot-ops/howto-manage-secrets',
  },
];

const cluster: readonly FactRow[] = [
  aFact(),
  aFact({ label: 'Issuer URL', value: issuer, isCode: true, copy: 'copyIssuer' }),
  aFact({ label: 'Workload identity', value: 'Enabled' }),
  aFact({
    label: 'API server signs with it',
    value: 'Not proved: no kubectl context for this cluster',
    state: 'notProved',
    source: 'kubectl',
  }),
  aFact({ label: 'Arc agents', value: '1.28.3, connected, seen 2 min ago' }),
];

const settings = (rows: readonly Partial<FactRow>[]): readonly FactRow[] => rows.map(aFact);

const notEnabled = settings([
  { label: 'OIDC issuer', value: 'Enabled', state: 'done' },
  { label: 'Workload identity', value: 'Enabled', state: 'done' },
  { label: 'Roles at the vault', value: 'Not assigned', state: 'notStarted' },
  { label: 'Federated credential', value: 'Not created', state: 'notStarted' },
  { label: 'Secret provider class', value: 'Not created', state: 'notStarted' },
  { label: 'Default reference', value: 'Not set', state: 'notStarted' },
  { label: 'Cloud identity', value: 'Not assigned', state: 'notStarted' },
]);

const enabled = settings([
  { label: 'OIDC issuer', value: 'Enabled', state: 'done' },
  { label: 'Workload identity', value: 'Enabled', state: 'done' },
  {
    label: 'Roles at the vault',
    value: 'Secrets User and Reader on kv-berlin-plant',
    state: 'done',
  },
  { label: 'Federated credential', value: 'Trusts the cluster’s issuer', state: 'done' },
  { label: 'Secret provider class', value: 'spc-ops-3f5fbdd', state: 'done' },
  { label: 'Default reference', value: 'Names spc-ops-3f5fbdd', state: 'done' },
  { label: 'Cloud identity', value: 'Not assigned', state: 'notStarted' },
]);

const done = (fromMs: number, lastedMs: number): StepState => ({
  kind: 'done',
  startedAtMs: panelNowMs - fromMs,
  endedAtMs: panelNowMs - fromMs + lastedMs,
});

const answered = (method: string, path: string, status: number, polls?: number) => ({
  method,
  path,
  status,
  elapsedMs: 120,
  ...(polls !== undefined && { polls }),
});

const steps: readonly StepSnapshot[] = [
  aStep({
    id: 'roles',
    title: 'Let the identity read the vault',
    detail: 'Key Vault Secrets User, Key Vault Reader',
    state: done(161_000, 3_000),
    exchange: answered(
      'PUT',
      `${group}/Microsoft.KeyVault/vaults/kv-berlin-plant/providers/Microsoft.Authorization/roleAssignments/5f0c6b0e-2f3d-5e0a-9d35-b1a2c3d4e5f6`,
      201,
    ),
  }),
  aStep({
    id: 'effective',
    title: 'Wait until the roles take effect',
    detail: 'kv-berlin-plant',
    state: { kind: 'running', startedAtMs: panelNowMs - 108_000 },
    usual: { lowMs: 60_000, highMs: 300_000 },
  }),
  aStep({
    id: 'credential',
    title: 'Trust the cluster’s service account',
    detail: 'system:serviceaccount:azure-iot-operations:aio-ssc-sa',
  }),
  aStep({
    id: 'class',
    title: 'Create the secret provider class',
    detail: 'spc-ops-3f5fbdd',
  }),
  aStep({
    id: 'reference',
    title: 'Make it the instance’s default',
    detail: 'aio-berlin-01',
  }),
];

/** The plan's steps in other states; what Azure answered in between is part of a state. */
const withStates = (states: readonly (Partial<StepSnapshot> & { readonly state: StepState })[]) =>
  steps.map(({ id, title, detail }, index) => aStep({ id, title, detail, ...states[index] }));

const finishedSteps = withStates([
  { state: { kind: 'skipped', because: 'Both roles were assigned already' } },
  { state: done(160_000, 41_000) },
  {
    state: done(119_000, 6_000),
    exchange: answered('PUT', `${identity}/federatedIdentityCredentials/32c2bad`, 201),
  },
  {
    state: done(112_000, 21_000),
    exchange: answered(
      'PUT',
      `${group}/Microsoft.SecretSyncController/azureKeyVaultSecretProviderClasses/spc-ops-3f5fbdd`,
      201,
      3,
    ),
  },
  {
    state: done(90_000, 72_000),
    exchange: answered('PUT', `${group}/Microsoft.IoTOperations/instances/aio-berlin-01`, 200, 6),
  },
]);

const failedSteps = withStates([
  { state: done(161_000, 3_000) },
  { state: done(158_000, 96_000) },
  {
    state: {
      kind: 'failed',
      startedAtMs: panelNowMs - 62_000,
      endedAtMs: panelNowMs - 60_000,
      failure: {
        message:
          'Identity id-aio-secrets has 20 federated credentials, which is the most that Azure allows. Delete one that is no longer used, or choose another identity, then retry.',
        code: 'FederatedIdentityCredentialsQuotaExceeded',
        correlationId: '6f0b1c55-2a7e-4f7d-8c63-3f1f7f0f9d10',
      },
    },
    exchange: answered('PUT', `${identity}/federatedIdentityCredentials/32c2bad`, 400),
  },
  { state: { kind: 'cancelled', endedAtMs: panelNowMs - 60_000 } },
  { state: { kind: 'pending' } },
]);

const laterChain = aChain({
  issuer: ['inProgress', 'Waiting, 1 min 48 s'],
  credential: ['notStarted', 'Waits for the issuer'],
  identity: ['done', 'Created'],
  vault: ['done', 'Created, RBAC'],
  providerClass: ['notStarted', 'Not started'],
  instance: ['notStarted', 'No default class'],
  secrets: ['notProved', 'Not proved'],
  issuerToCredential: ['notStarted', 'later'],
  credentialToIdentity: ['notStarted', 'later'],
  identityToVault: ['inProgress', '2 roles, not effective yet'],
  vaultToProviderClass: ['notStarted', 'later'],
  providerClassToInstance: ['notStarted', 'later'],
  instanceToSecrets: ['notStarted', 'later'],
});

const without = issuer.slice(0, -1);

const driftedChain = aChain(
  {
    credential: ['drifted', 'Names another issuer'],
    secrets: ['failed', 'Last success 2 days ago'],
    issuerToCredential: ['drifted', 'issuer differs'],
    instanceToSecrets: ['failed', 'sync fails'],
  },
  {
    cause: 'issuerToCredential',
    details: [
      {
        part: 'issuerToCredential',
        heading: 'Cluster issuer ↔ Federated credential',
        checks: [
          {
            id: 'credential',
            title: 'Federated credential',
            state: 'drifted',
            words: 'Issuer differs by a trailing slash',
            advice: 'Microsoft Entra compares them byte by byte and refuses the token.',
            values: [
              {
                label: 'Cluster signs with',
                value: without,
                differsAtByte: issuer.length,
                source: 'discovery document',
                readAtMs: panelNowMs - 12_000,
              },
              {
                label: 'Credential trusts',
                value: issuer,
                marks: [[without.length, issuer.length]],
                differsAtByte: issuer.length,
                source: 'ARM',
                readAtMs: panelNowMs - 12_000,
              },
            ],
          },
        ],
        remedy: [
          'Rewrite the issuer of credential ',
          { code: '32c2bad' },
          ' without the slash. One write; nothing else changes. Takes effect in under a minute.',
        ],
      },
      {
        part: 'instanceToSecrets',
        heading: 'Instance ↔ Kubernetes secrets',
        checks: [
          {
            id: 'sync',
            title: 'aio-akv-secrets',
            state: 'failed',
            words: 'ProviderError, since 2 days',
            advice: 'Follows from: issuer differs.',
            values: [
              {
                label: 'Message',
                value: 'AADSTS700211: No matching federated identity record found',
              },
            ],
          },
        ],
      },
    ],
  },
);

/** Two identities, one of which serves three endpoints, and an endpoint that nobody serves. */
const cloudParts: readonly CloudPart[] = [
  {
    kind: 'identity',
    id: 'cloud map id-berlin-cloud',
    title: 'Managed identity',
    name: 'id-berlin-cloud',
    state: 'done',
    words: 'Assigned',
  },
  {
    kind: 'credential',
    id: 'cloud credential id-berlin-cloud',
    title: '',
    name: '',
    state: 'done',
    words: 'trusts data flows',
  },
  ...(
    [
      ['lake', 'done', 'has a role', 'Has a role there', 'stberlinplant.blob.core.windows.net'],
      ['events', 'drifted', 'no role', 'No role found', 'evh-berlin-plant.servicebus.windows.net'],
      ['broker', 'notProved', 'not proved', 'Not to be seen in Azure', 'grid.example'],
    ] as const
  ).flatMap(([name, state, word, words, host]): readonly CloudPart[] => [
    {
      kind: 'endpoint',
      id: `cloud endpoint ${name}`,
      title: 'Endpoint',
      name,
      isOwned: true,
      ...(name === 'broker'
        ? { state: 'notProved', words: 'Uses id-berlin-cloud, but is Degraded' }
        : { state: 'done', words: 'Uses id-berlin-cloud' }),
    },
    { kind: 'role', id: `cloud endpoint ${name} role`, title: '', name: '', state, words: word },
    { kind: 'target', title: 'Cloud resource', name: host, state, words },
  ]),
  {
    kind: 'identity',
    id: 'cloud map id-spare',
    title: 'Managed identity',
    name: 'id-spare',
    state: 'done',
    words: 'Assigned',
  },
  {
    kind: 'credential',
    id: 'cloud credential id-spare',
    title: '',
    name: '',
    state: 'drifted',
    words: 'does not trust',
  },
  {
    kind: 'endpoint',
    id: 'cloud endpoint old',
    title: 'Endpoint',
    name: 'old',
    state: 'drifted',
    words: 'Uses an identity that is not assigned',
  },
];

/** Every state that a card, a link, a check or a part for cloud connections can have. */
const everyStateChain = aChain(
  {
    issuer: ['blocked', 'Only at creation of the cluster'],
    credential: ['drifted', 'Issuer differs by a trailing slash'],
    identity: ['failed', 'Last write failed'],
    vault: ['unknown', 'Unknown'],
    providerClass: ['inProgress', 'Being written'],
    instance: ['notStarted', 'No default class'],
    secrets: ['notProved', 'Not proved'],
    issuerToCredential: ['drifted', 'issuer differs'],
    credentialToIdentity: ['failed', 'does not trust'],
    identityToVault: ['unknown', 'not readable'],
    vaultToProviderClass: ['blocked', 'no effect'],
    providerClassToInstance: ['inProgress', 'on its way'],
    instanceToSecrets: ['notProved', 'not proved'],
  },
  {
    cause: 'issuer',
    details: [
      {
        part: 'issuer',
        heading: 'Cluster issuer',
        checks: (Object.keys(words.finding) as FindingState[]).map((state) => ({
          id: state,
          title: 'Issuer published',
          state,
          words: words.finding[state],
          advice: ['Microsoft Entra refuses the token (', { entraCode: '9002313' }, ').'],
          values: [
            { label: 'ARM shows', value: issuer, source: 'ARM', readAtMs: panelNowMs - 12_000 },
          ],
        })),
        remedy: 'One write turns both on; everything else of the cluster stays.',
        remedyLabel: 'Enable OIDC Issuer and Workload Identity…',
      },
    ],
    cloud: (Object.keys(words.finding) as FindingState[]).flatMap((state): readonly CloudPart[] => [
      {
        kind: 'identity',
        id: `cloud map ${state}`,
        title: 'Managed identity',
        name: `id-${state}`,
        state,
        words: words.finding[state],
      },
      {
        kind: 'credential',
        id: `cloud credential ${state}`,
        title: '',
        name: '',
        state,
        words: 'does not trust',
      },
    ]),
  },
);

/** Where runs work: an identity that comes, roles that are granted and refused, an endpoint that moves. */
const cloudPartsAtWork: readonly CloudPart[] = [
  ...cloudParts.slice(0, 9).map((part): CloudPart => {
    switch (part.id ?? part.name) {
      case 'cloud endpoint events role':
        return { ...part, state: 'done', words: 'just done' };
      case 'evh-berlin-plant.servicebus.windows.net':
        return { ...part, state: 'done', words: 'Just done' };
      case 'cloud endpoint broker':
        return { ...part, state: 'inProgress', words: 'Working on it' };
      default:
        return part;
    }
  }),
  {
    kind: 'identity',
    id: 'cloud map id-new',
    title: 'Managed identity',
    name: 'id-new',
    state: 'notStarted',
    words: 'Not assigned',
  },
  {
    kind: 'credential',
    id: 'cloud credential id-new',
    title: '',
    name: '',
    state: 'inProgress',
    words: 'working on it',
  },
  {
    kind: 'endpoint',
    title: 'Endpoint',
    name: '–',
    state: 'notStarted',
    words: 'None uses it yet',
  },
  {
    kind: 'identity',
    id: 'cloud map id-created',
    title: 'Managed identity',
    name: 'id-created',
    state: 'inProgress',
    words: 'Just created',
  },
  {
    kind: 'credential',
    id: 'cloud credential id-created',
    title: '',
    name: '',
    state: 'notStarted',
    words: 'later',
  },
  {
    kind: 'endpoint',
    id: 'cloud endpoint refused',
    title: 'Endpoint',
    name: 'refused',
    isOwned: true,
    state: 'failed',
    words: 'Failed',
  },
];

const hostile = `<img src=x onerror="alert(1)"><script>alert(1)</script>${'kv-'.repeat(60)}end`;

/** A wizard waits to be agreed to. */
const reviewing = (review: ReviewView): PanelState =>
  aPanelState({
    subtitle,
    verdict: {
      tone: 'neutral',
      lead: 'Secret synchronization is not enabled.',
      text: 'The cluster is ready for it: it has an OIDC issuer and workload identity.',
    },
    buttons: [{ action: 'refresh', label: 'Refresh', isPrimary: false }],
    review,
    settings: notEnabled,
    cluster,
    links,
  });

/** One state of everything that the panel can be in. */
export const galleryStates: Readonly<Record<string, PanelState>> = {
  loading: aPanelState({
    isSimulated: true,
    subtitle: 'Instance',
    verdict: {
      tone: 'busy',
      lead: 'Reading aio-berlin-01 from Azure…',
      text: 'This takes a few seconds.',
    },
    buttons: [{ action: 'showLog', label: 'Show Log', isPrimary: false }],
  }),
  notStarted: aPanelState({
    isSimulated: true,
    subtitle,
    verdict: {
      tone: 'neutral',
      lead: 'Secret synchronization is not enabled.',
      text: 'The cluster is ready for it: it has an OIDC issuer and workload identity. Enabling takes 5 writes and about 3 minutes.',
    },
    buttons: [
      { action: 'enableSecretSync', label: 'Enable Secret Synchronization…', isPrimary: true },
      { action: 'refresh', label: 'Refresh', isPrimary: false },
      { action: 'openInPortal', label: 'Open in Portal', isPrimary: false },
    ],
    settings: notEnabled,
    cluster,
    links,
  }),
  interrupted: aPanelState({
    subtitle,
    verdict: {
      tone: 'neutral',
      lead: 'Secret synchronization is not enabled.',
      text: 'The cluster is ready for it: it has an OIDC issuer and workload identity.',
    },
    buttons: [
      { action: 'enableSecretSync', label: 'Enable Secret Synchronization…', isPrimary: false },
      { action: 'refresh', label: 'Refresh', isPrimary: false },
      { action: 'openInPortal', label: 'Open in Portal', isPrimary: false },
    ],
    interrupted: {
      text: [
        { strong: 'A run was interrupted' },
        ': “Enable all secure settings”, begun 09:12. How far it got is read from Azure. What is left is shown before anything is written.',
      ],
      buttons: [
        { action: 'reviewInterrupted', label: 'Review and Resume…', isPrimary: true },
        { action: 'forgetInterrupted', label: 'Forget', isPrimary: false },
      ],
    },
    settings: notEnabled,
    cluster,
    links,
  }),
  everyState: aPanelState({
    subtitle,
    verdict: {
      tone: 'warning',
      lead: 'Your turn: Configure the API server.',
      text: 'Set service-account-issuer on every server node, then restart k3s.',
    },
    buttons: [{ action: 'confirmStep', label: 'I Have Done It', isPrimary: true }],
    chain: everyStateChain,
    run: aRun({
      steps: [
        aStep({
          id: 'wait',
          title: 'Configure the API server',
          state: {
            kind: 'waiting',
            startedAtMs: panelNowMs - 60_000,
            because: 'Set service-account-issuer on every server node, then restart k3s.',
          },
        }),
        aStep({
          id: 'issuer',
          title: 'Wait for the issuer',
          usual: { lowMs: 120_000, highMs: 300_000, whenLonger: 'Check the pods of the agents.' },
          state: { kind: 'running', startedAtMs: panelNowMs - 400_000 },
        }),
      ],
    }),
    settings: notEnabled,
    cluster,
    links,
  }),
  reviewing: reviewing(aReview()),
  // Of a write and a permission that lack; long names.
  reviewingDenied: reviewing(
    aReview({
      isDenied: true,
      rounds: aReview().rounds.map((round, index) =>
        index > 0
          ? round
          : {
              ...round,
              writes: round.writes.map((write) => ({
                ...write,
                lacks: [
                  { permission: 'denied', words: 'you lack roleAssignments/write' },
                  { permission: 'unknown', words: 'readMetadata/action could not be checked' },
                ],
              })),
            },
      ),
      permissions: [
        ...aReview().permissions.map((each) =>
          each.permission === 'allowed'
            ? each
            : ({ ...each, permission: 'denied', words: 'you lack it' } as const),
        ),
        {
          action: 'Microsoft.KeyVault/vaults/secrets/readMetadata/action',
          permission: 'unknown',
          words: 'could not be asked: Azure asks to slow down',
          where: 'on vaults/kv-berlin-plant, for: Let id-berlin-secrets read the vault',
        },
      ],
      cautions: [],
    }),
  ),
  reviewingRemoval: reviewing(
    aReview({
      title: 'Disable secret synchronization',
      count: '1 deletion, 1 change',
      rounds: [
        {
          heading: 'what is changed, first',
          writes: [
            {
              title: 'Take the default from the instance',
              detail: 'aio-berlin-01 references spc-berlin no more',
              isDeletion: false,
              request: 'PUT instances/aio-berlin-01',
              properties: [
                {
                  name: 'defaultSecretProviderClassRef.resourceId',
                  before:
                    '/subscriptions/5c9dcf24-6a11-4f9a-9d2f-0f4b1b6a7f01/resourcegroups/rg-plant-berlin/providers/microsoft.secretsynccontroller/azurekeyvaultsecretproviderclasses/spc-berlin',
                },
              ],
              lacks: [],
              number: 8,
            },
          ],
        },
        {
          heading: 'what is deleted, then',
          writes: [
            {
              title: 'Secret provider class spc-berlin',
              detail: 'the cluster reads nothing from kv-berlin-plant any more',
              isDeletion: true,
              request: 'DELETE azureKeyVaultSecretProviderClasses/spc-berlin',
              properties: [],
              lacks: [],
              number: 9,
            },
          ],
        },
      ],
      cautions: [
        '1 data flow endpoint stops when its secret is gone. It is historian, which reads secret historian-sasl.',
      ],
      kept: [{ title: 'Key vault kv-berlin-plant', because: 'never deleted; its secrets stay' }],
      ending: 'Nothing else is changed or deleted',
    }),
  ),
  reviewingNothing: reviewing(
    aReview({
      count: 'nothing to write',
      idle: 'everything is in place; run the checks again',
      rounds: [],
      permissions: [],
      cautions: [],
      kept: [],
      ending: 'Nothing is changed, and nothing is deleted',
    }),
  ),
  running: aPanelState({
    isSimulated: true,
    subtitle,
    verdict: {
      tone: 'busy',
      lead: 'Enabling secret synchronization: 1 of 5 done.',
      text: 'Waiting for Azure to make the new roles effective; this usually takes 1 to 10 minutes. You can close this panel or VS Code: what was done stays, and the run can be resumed.',
    },
    buttons: [
      { action: 'cancel', label: 'Cancel', isPrimary: false },
      { action: 'showLog', label: 'Show Log', isPrimary: false },
    ],
    run: aRun({ steps, startedAtMs: panelNowMs - 161_000 }),
    chain: laterChain,
    settings: notEnabled.map((row) =>
      row.label === 'Roles at the vault'
        ? { ...row, value: 'Assigned, not effective yet', state: 'inProgress' as const }
        : row,
    ),
    cluster,
    asks: [
      [
        'Configure the k3s API server on ',
        { strong: 'every' },
        ' server node once the issuer is known. A merged ',
        { code: 'config.yaml' },
        ' and a script will be ready here.',
      ],
    ],
  }),
  failed: aPanelState({
    isSimulated: true,
    subtitle,
    verdict: {
      tone: 'bad',
      lead: 'Enabling stopped at the federated credential.',
      text: 'Identity id-aio-secrets has 20 credentials, the most that Azure allows. The roles stay; nothing else was changed, and the run goes on from there.',
    },
    buttons: [
      { action: 'retry', label: 'Retry', isPrimary: true },
      { action: 'showLog', label: 'Show Log', isPrimary: false },
      { action: 'refresh', label: 'Refresh', isPrimary: false },
    ],
    run: aRun({
      steps: failedSteps,
      outcome: 'failed',
      startedAtMs: panelNowMs - 161_000,
      endedAtMs: panelNowMs - 60_000,
    }),
    settings: notEnabled,
    cluster,
    links,
  }),
  succeeded: aPanelState({
    subtitle,
    verdict: {
      tone: 'good',
      lead: 'Secret synchronization is enabled.',
      text: 'Secrets of kv-berlin-plant can be brought to the cluster. Nothing is left to do.',
    },
    buttons: [
      { action: 'refresh', label: 'Verify Again', isPrimary: false },
      { action: 'openInPortal', label: 'Open in Portal', isPrimary: false },
    ],
    run: aRun({
      steps: finishedSteps,
      outcome: 'succeeded',
      startedAtMs: panelNowMs - 161_000,
      endedAtMs: panelNowMs - 18_000,
    }),
    chain: aChain(),
    settings: enabled,
    cluster,
    links,
  }),
  drifted: aPanelState({
    isSimulated: true,
    subtitle,
    verdict: {
      tone: 'warning',
      lead: 'Secrets cannot reach the cluster.',
      text: [
        'The federated credential names an issuer that differs from the cluster’s by one trailing slash, so Microsoft Entra refuses the token (',
        { code: 'AADSTS700211' },
        '). Everything before that link is fine.',
      ],
    },
    buttons: [
      { action: 'enableSecretSync', label: 'Enable Secret Synchronization…', isPrimary: true },
      { action: 'refresh', label: 'Verify Again', isPrimary: false },
    ],
    chain: driftedChain,
    settings: enabled.map((row) => {
      if (row.label !== 'Federated credential') return row;
      return {
        ...row,
        value: 'Issuer differs by a trailing slash',
        state: 'drifted' as const,
        advice: [
          'Credential ',
          { code: '32c2bad' },
          ' trusts the issuer without its last slash. Enabling again rewrites it under its name; nothing else changes.',
        ],
      };
    }),
    cluster,
    links,
  }),
  cloud: aPanelState({
    isSimulated: true,
    subtitle,
    verdict: {
      tone: 'good',
      lead: 'Secrets reach the cluster.',
      text: 'A role of id-berlin-cloud is missing.',
    },
    buttons: [{ action: 'refresh', label: 'Verify Again', isPrimary: false }],
    chain: aChain(
      {},
      {
        cloud: cloudParts,
        cause: 'cloud endpoint events role',
        details: [
          {
            part: 'cloud endpoint events role',
            heading: 'Role at evh-berlin-plant.servicebus.windows.net',
            checks: [
              {
                id: 'cloud endpoint events role',
                title: 'Role at evh-berlin-plant.servicebus.windows.net',
                state: 'drifted',
                words: 'No role found',
                values: [{ label: 'Roles there', value: 'none', source: 'ARM' }],
              },
            ],
            remedy: 'Assign id-berlin-cloud a role at evh-berlin-plant. One write.',
            remedyLabel: 'Grant Access to a Cloud Resource…',
          },
        ],
      },
    ),
    settings: enabled,
    cluster,
    links,
  }),
  cloudAtWork: aPanelState({
    isSimulated: true,
    subtitle,
    verdict: {
      tone: 'busy',
      lead: 'Assign managed identity for cloud connections: 1 of 4 done.',
      text: 'Let the cluster use id-new. You can close this panel: nothing stops.',
    },
    buttons: [{ action: 'cancel', label: 'Cancel', isPrimary: false }],
    chain: aChain({}, { cloud: cloudPartsAtWork }),
    settings: enabled,
    cluster,
    links,
    run: aRun({
      outcome: 'running',
      startedAtMs: panelNowMs - 9_000,
      steps: [
        aStep({
          id: 'cloudCredentials',
          title: 'Let the cluster use id-new',
          detail: 'aio-dataflow',
          state: { kind: 'running', startedAtMs: panelNowMs - 4_000 },
        }),
      ],
    }),
  }),
  unknown: aPanelState({
    isSimulated: true,
    title: 'aio-munich-02',
    subtitle: [
      'Instance on ',
      { strong: 'arc-munich-02' },
      ' (AKS Edge Essentials) · ',
      { strong: 'rg-plant-munich' },
    ],
    verdict: {
      tone: 'unknown',
      lead: 'Nobody can tell while the cluster is offline.',
      text: 'arc-munich-02 was last seen 3 hours ago. What Azure stores was read; what the cluster does with it is not known.',
    },
    buttons: [
      { action: 'refresh', label: 'Refresh', isPrimary: false },
      { action: 'signIn', label: 'Sign In…', isPrimary: false },
    ],
    chain: aChain({
      issuer: ['unknown', 'Could not read: offline'],
      vault: ['unknown', 'Could not read: no permission'],
      identity: ['failed', 'Deleted'],
      issuerToCredential: ['unknown', 'not readable'],
      identityToVault: ['unknown', 'not readable'],
      vaultToProviderClass: ['blocked', 'blocked'],
      secrets: ['notProved', 'Not proved'],
      instanceToSecrets: ['notProved', 'not proved'],
    }),
    settings: settings([
      { label: 'OIDC issuer', value: 'Enabled', state: 'done' },
      {
        label: 'Roles at the vault',
        value: 'Could not read: no permission at kv-munich',
        state: 'unknown',
      },
      { label: 'Federated credential', value: 'Waits for the cluster', state: 'blocked' },
      { label: 'Secret provider class', value: 'Provisioning failed', state: 'failed' },
      { label: 'Kubernetes secrets', value: 'Not proved', state: 'notProved' },
    ]),
    cluster: [aFact({ label: 'Arc agents', value: 'Offline since 3 h', state: 'unknown' })],
    run: aRun({
      outcome: 'unknown',
      startedAtMs: panelNowMs - 90_000,
      endedAtMs: panelNowMs - 30_000,
      steps: [
        aStep({
          id: 'class',
          title: 'Create the secret provider class',
          detail: 'spc-ops-3f5fbdd',
          state: {
            kind: 'unknown',
            startedAtMs: panelNowMs - 90_000,
            endedAtMs: panelNowMs - 30_000,
            because: 'The write was sent and its answer was lost; refresh to see what Azure has',
          },
        }),
      ],
    }),
  }),
  hostile: aPanelState({
    isSimulated: true,
    title: hostile,
    subtitle: [hostile, { strong: hostile }, { code: hostile }],
    verdict: { tone: 'bad', lead: hostile, text: hostile },
    buttons: [
      {
        action: 'retry',
        label: 'Wiederholen, sobald die Berechtigung erteilt ist',
        isPrimary: true,
      },
      { action: 'showLog', label: hostile.slice(0, 90), isPrimary: false },
    ],
    run: aRun({
      title: hostile,
      outcome: 'failed',
      failure: { message: hostile, code: hostile, correlationId: hostile },
      steps: [
        aStep({
          id: 'hostile',
          title: hostile,
          detail: hostile,
          state: {
            kind: 'failed',
            startedAtMs: panelNowMs - 7_266_000,
            endedAtMs: panelNowMs,
            failure: { message: hostile, code: hostile, correlationId: hostile },
          },
          exchange: answered('PUT', `/x/${hostile}/${hostile}`, 400, 12),
        }),
      ],
    }),
    chain: aChain(
      { issuer: ['failed', hostile], issuerToCredential: ['failed', hostile] },
      {
        name: hostile,
        cause: 'issuer',
        cloud: cloudParts.map((part) => ({
          ...part,
          title: hostile,
          name: hostile,
          words: hostile,
        })),
        details: [
          {
            part: 'issuer',
            heading: hostile,
            checks: [
              {
                id: hostile,
                title: hostile,
                state: 'failed',
                words: hostile,
                advice: hostile,
                values: [{ label: hostile, value: hostile, marks: [[4, 9]], source: hostile }],
              },
            ],
            remedy: hostile,
          },
        ],
      },
    ),
    settings: [aFact({ label: hostile, value: hostile, state: 'drifted', advice: hostile })],
    cluster: [aFact({ label: hostile, value: hostile, isCode: true, copy: 'copyIssuer' })],
    asks: [hostile],
  }),
};
