/**
 * How it is known that the cluster's API server signs with an issuer. Azure neither does this step nor
 * sees it, so that what somebody said or looked up is kept here.
 */
export interface ApiServerKnowledge {
  /** The issuer that it was said of, exactly. */
  readonly issuer: string;
  /** The user said so, or a look at the cluster by kubectl showed it. */
  readonly how: 'user' | 'kubectl';
  /** Epoch ms. */
  readonly atMs: number;
}

/** What is kept of each cluster, over windows. */
export interface ApiServerRecords {
  find(clusterId: string): ApiServerKnowledge | undefined;
  save(clusterId: string, knowledge: ApiServerKnowledge): Promise<void>;
}
