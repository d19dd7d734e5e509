import type { ChangeRecord } from './changeRecord';

/** What JSON lets stand as it is, and a reader does not see or sees in another order. */
const unseen = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu;

const escaped = (text: string): string =>
  text
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');

/** The record for programs; what is unseen in it is written by its code. */
export const toRecordJson = (record: ChangeRecord): string =>
  `${JSON.stringify(record, undefined, 2).replace(unseen, escaped)}\n`;
