/** The most that is allowed; `npm run bench` measures, and the tests hold the sizes to it. */
export const budgets = {
  /** Minified JavaScript that VS Code loads at activation, in bytes. */
  codeAtActivationBytes: 64 * 1_024,
  /** The whole `.vsix`, in bytes. */
  packageBytes: 1_024 * 1_024,
  /** Loading and calling `activate` in a real VS Code, median, in ms. */
  activationMs: 10,
  /** From the click on the view's icon to its first content, median, in ms. */
  firstContentMs: 200,
  /** Writes of the main job on an instance that has nothing yet. */
  writesToEnable: 5,
  /** Writes of the same on an instance that has everything. */
  writesWhenDone: 0,
  /** Requests that verify the fullest instance: both settings and endpoints, any one link broken. */
  requestsToVerify: 12,
  /** The same, when each answer takes 100 ms, in ms. */
  verifyMs: 1_000,
  /** How much longer than its critical path the main job may take. */
  timesCriticalPath: 1.2,
} as const;

/** Requests that may colour the tree of one tenant, by pages of the index. */
export const mostRequestsForTree = (pages: number): number => 2 * pages + 2;
