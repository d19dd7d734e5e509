import { createHash } from 'node:crypto';

/**
 * GUIDs for requests and traces: a sequence of their own, so that reading changes no id of a resource
 * that is made later.
 */
export function createRequestIds(key: string): () => string {
  let count = 0;
  return () => {
    const digest = createHash('sha256').update(`${key}:${count++}`).digest('hex');
    return [
      digest.slice(0, 8),
      digest.slice(8, 12),
      `4${digest.slice(13, 16)}`,
      `a${digest.slice(17, 20)}`,
      digest.slice(20, 32),
    ].join('-');
  };
}
