import type { FactRow, PanelState, RunView, StepSnapshot } from '../../src/protocol/panel';

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
