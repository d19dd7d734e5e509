/**
 * How long things take in the simulated Azure, in ms unless the name says otherwise. Ranges are drawn
 * from the seeded sequence. Figures that documentation gives are kept; others are what operators see.
 */
export const timings = {
  /** Connected agents report again within this. */
  heartbeatMs: 60_000,
  /** connectedClusters PUT: the ARM operation itself. */
  clusterUpdateMs: 6_000,
  /** The agents notice the new desired state. They poll. */
  agentPickUpMs: [15_000, 45_000],
  /** issuerUrl appears 2-5 minutes after the PUT (azure-samples arc_enable.ps1). */
  issuerPublishedMs: [120_000, 300_000],
  /** agentState becomes Succeeded after the issuer. */
  agentSettleMs: [20_000, 60_000],
  providerClassWriteMs: 6_000,
  secretSyncWriteMs: 5_000,
  instanceWriteMs: 12_000,
  /** The agents fetch a chart and wait until its pods run. */
  extensionInstallMs: 90_000,
  dataflowEndpointWriteMs: 4_000,
  deleteMs: 5_000,
  /** A write or delete that has to reach a cluster which cannot be reached is given up after this. */
  clusterTimeoutMs: 180_000,
  /** Role assignments become effective after 1-5 minutes. */
  roleEffectiveMs: [60_000, 300_000],
  /** A new identity's principal is known to Authorization after this. */
  principalReplicationMs: [10_000, 30_000],
  /** A federated credential is effective in Entra after this. */
  credentialEffectiveMs: [5_000, 40_000],
  /** RegisteringDns → Succeeded. */
  vaultDnsMs: [10_000, 25_000],
  /** A deleted secret is back; until then it is neither found nor can it be set. */
  secretRecoveryMs: [5_000, 20_000],
  /** Resource Graph is behind writes. */
  graphLagMs: [5_000, 30_000],
  /** Secret Store extension as deployed with IoT Operations. */
  secretSyncPollMs: 120_000,
  /** Status of the cluster reaches ARM. */
  statusReportMs: 5_000,
  providerRegistrationMs: 20_000,
  tokenLifetimeMs: 3_600_000,
} as const;
