/** What `npm audit --json` prints (report version 2), as far as it is read here. */
export interface AuditReport {
  readonly auditReportVersion?: number;
  readonly vulnerabilities?: Readonly<
    Record<
      string,
      {
        readonly severity: string;
        /** An advisory, or the name of the package that brings it in. */
        readonly via: readonly (string | { readonly title: string })[];
      }
    >
  >;
}

export interface Weakness {
  readonly name: string;
  readonly severity: string;
  readonly titles: readonly string[];
}

/**
 * The weaknesses of packages that ship; those of tools concern nobody's VS Code.
 * @param shipped names of packages
 * @returns `notOffered` when the answer is no report: the registry knows no audits
 */
export function weaknessesOfShipped(
  report: AuditReport,
  shipped: readonly string[],
): readonly Weakness[] | 'notOffered' {
  if (report.auditReportVersion !== 2) return 'notOffered';
  return Object.entries(report.vulnerabilities ?? {})
    .filter(([name]) => shipped.includes(name))
    .map(([name, { severity, via }]) => ({
      name,
      severity,
      titles: via.map((each) => (typeof each === 'string' ? `through ${each}` : each.title)),
    }));
}
