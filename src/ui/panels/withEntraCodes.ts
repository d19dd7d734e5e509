import type { RichText, TextPart } from '../../protocol/panel';

const entraCode = /\bAADSTS(\d{4,8})\b/;

/** Codes of Microsoft Entra in a text become links to its page about them. */
export function withEntraCodes(text: string): RichText {
  if (!entraCode.test(text)) return text;
  // Every second piece is what the group has caught.
  return text
    .split(entraCode)
    .map((piece, index): TextPart => (index % 2 === 1 ? { entraCode: piece } : piece))
    .filter((part) => part !== '');
}
