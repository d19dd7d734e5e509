/** What an identity for cloud connections is used by; each has a service account of its own. */
export const cloudUsages = ['dataflow', 'schemaRegistry', 'dataflowGraphs'] as const;
export type CloudUsage = (typeof cloudUsages)[number];
