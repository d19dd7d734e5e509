import type { Log } from '../../src/core/ports';

/** Keeps every line, to be looked at and to be searched for what must not be in a log. */
export class RecordingLog implements Log {
  readonly lines: string[] = [];

  trace = (line: string) => void this.lines.push(line);
  debug = (line: string) => void this.lines.push(line);
  info = (line: string) => void this.lines.push(line);
  warn = (line: string) => void this.lines.push(line);
  error = (line: string | Error) => void this.lines.push(String(line));
}
