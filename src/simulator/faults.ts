import type { Fault } from './simulator';

interface Planned {
  readonly method: string;
  readonly path: string | RegExp;
  readonly fault: Fault;
  left: number;
}

/** The faults that somebody asked for, each for so many matching requests. */
export class Faults {
  private planned: Planned[] = [];

  add(method: string, path: string | RegExp, fault: Fault, times: number): void {
    this.planned.push({ method: method.toUpperCase(), path, fault, left: times });
  }

  /** The fault for this request, used up by it. */
  take(method: string, path: string): Fault | undefined {
    const found = this.planned.find(
      (each) =>
        (each.method === '*' || each.method === method.toUpperCase()) &&
        (typeof each.path === 'string'
          ? path.toLowerCase().includes(each.path.toLowerCase())
          : each.path.test(path)),
    );
    if (!found) return undefined;
    found.left -= 1;
    if (found.left <= 0) this.planned = this.planned.filter((each) => each !== found);
    return found.fault;
  }
}
