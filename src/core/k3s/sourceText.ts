/** A text by its lines. Offsets are from 0, as the parser gives them. */
export class SourceText {
  /** How the first line ends: so do new ones. */
  readonly eol: string;

  constructor(readonly text: string) {
    this.eol = /\r?\n/.exec(text)?.[0] ?? '\n';
  }

  slice(start: number, end: number): string {
    return this.text.slice(start, end);
  }

  /** Of the line that the offset is in. */
  lineStart(offset: number): number {
    return this.text.lastIndexOf('\n', offset - 1) + 1;
  }

  /** Behind the line's end, or the end of the text. */
  lineEnd(offset: number): number {
    const end = this.text.indexOf('\n', offset);
    return end < 0 ? this.text.length : end + 1;
  }

  /** The last line of a text may have no end. */
  closed(line: string): string {
    return line === '' || line.endsWith('\n') ? line : `${line}${this.eol}`;
  }

  /** A line of a list. */
  entryLine(indent: string, content: string): string {
    return `${indent}- ${content}${this.eol}`;
  }
}
