import type { FactRow, PanelState, RunView, StepSnapshot } from '../../src/protocol/panel';
import type { ReviewView } from '../../src/protocol/review';

/** The host's clock in all panel fixtures, epoch ms. */
export const panelNowMs = Date.UTC(2026, 2, 2, 9, 30);

export const aStep = (step: Partial<StepSnapshot> & Pick<StepSnapshot, 'id'>): StepSnapshot => ({
  title: 'Let it read the vault',
  detail: 'Key Vault Secrets User',
  state: { kind: 'pending' },
  ...step,
});

export const aRun = (run: Partial<RunView> = {}): RunView => ({
  runId: 'run-1',
  title: 'Enable secret synchronization',
  outcome: 'running',
  startedAtMs: panelNowMs - 60_000,
  steps: [],
  ...run,
});

export const aFact = (row: Partial<FactRow> = {}): FactRow => ({
  label: 'OIDC issuer',
  value: 'Enabled',
  source: 'ARM',
  readAtMs: panelNowMs - 12_000,
  ...row,
});

export const aReview = (review: Partial<ReviewView> = {}): ReviewView => ({
  title: 'Enable secret synchronization',
  count: '2 writes',
  isDenied: false,
  rounds: [
    {
      heading: 'first, side by side',
      writes: [
        {
          title: 'Let id-berlin-secrets read the vault',
          detail: 'Key Vault Secrets User on kv-berlin-plant',
          isDeletion: false,
          request: 'PUT roleAssignments/… on vaults/kv-berlin-plant',
          properties: [],
          lacks: [{ permission: 'conditional', words: 'roleAssignments/write under a condition' }],
          number: 6,
        },
      ],
    },
    {
      heading: 'then',
      writes: [
        {
          title: 'Correct credential b10115f',
          detail: 'system:serviceaccount:azure-iot-operations:aio-ssc-sa on id-berlin-secrets',
          isDeletion: false,
          request: 'PUT federatedIdentityCredentials/b10115f',
          quota: 'credential 3 of 20',
          properties: [
            {
              name: 'issuer',
              before: 'https://germanywestcentral.oic.prod-arc.azure.com/b7cf3c25/13fcadfb',
              after: 'https://germanywestcentral.oic.prod-arc.azure.com/b7cf3c25/13fcadfb/',
            },
            { name: 'description' },
          ],
          lacks: [],
          number: 7,
        },
      ],
    },
  ],
  permissions: [
    {
      action: 'Microsoft.Authorization/roleAssignments/write',
      permission: 'conditional',
      words: 'you have it under a condition, so it may be refused',
      where: 'on vaults/kv-berlin-plant, for: Let id-berlin-secrets read the vault',
    },
    {
      action: 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write',
      permission: 'allowed',
      words: 'you have it',
      where: 'on userAssignedIdentities/id-berlin-secrets, for: Correct credential b10115f',
    },
  ],
  cautions: ['Pods that use the former issuer are refused within a minute.'],
  kept: [{ title: 'Other federated credentials of id-berlin-secrets', because: '66f85e9' }],
  ending: 'Nothing else is changed, and nothing is deleted',
  ...review,
});

export const aPanelState = (state: Partial<PanelState> = {}): PanelState => ({
  title: 'aio-berlin-01',
  isSimulated: false,
  subtitle: 'Instance on arc-berlin-01 (k3s) · rg-plant-berlin · Contoso Plants',
  verdict: { tone: 'neutral', lead: 'Secret synchronization is not enabled.', text: '' },
  buttons: [],
  settings: [],
  cluster: [],
  asks: [],
  nowMs: panelNowMs,
  clockRate: 1,
  ...state,
});
