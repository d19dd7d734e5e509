import { createHash } from 'node:crypto';
import type { Digest } from '../core/ports';

export const nodeDigest: Digest = (algorithm, data) => createHash(algorithm).update(data).digest();
