/** What an entry holds itself, as base64, or the file that it names. */
export type Material =
  | { readonly kind: 'base64'; readonly data: string }
  /** Relative paths start at the folder of `origin`, the kubeconfig file that says so. */
  | { readonly kind: 'file'; readonly path: string; readonly origin: string };

export interface KubeCluster {
  /** An https address without user or password. */
  readonly server: string;
  /** Absent: the authorities that the machine trusts. */
  readonly authority?: Material;
  /** Whom the certificate must name; absent: the host of `server`. */
  readonly serverName?: string;
  /** Nobody checks the certificate. */
  readonly isUnverified: boolean;
  /** http or https. Absent: as the environment says. */
  readonly proxyUrl?: string;
}

/** A program that prints credentials. */
export interface ExecPlugin {
  readonly apiVersion: string;
  /** A name that is looked for in PATH, or a path, relative to the folder of `origin`. */
  readonly command: string;
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly origin: string;
  /** It wants to be told which cluster the credentials are for. */
  readonly wantsCluster: boolean;
}

/** How requests say who sends them. A certificate can go with any of the other three. */
export interface KubeUser {
  readonly certificate?: Material;
  readonly key?: Material;
  readonly token?:
    { readonly kind: 'text'; readonly text: string } | Extract<Material, { kind: 'file' }>;
  readonly password?: { readonly user: string; readonly password: string };
  readonly plugin?: ExecPlugin;
  /** On whose behalf. */
  readonly actsAs?: { readonly user: string; readonly groups: readonly string[] };
}

/** A cluster and a user under one name. Holds secrets: neither logged nor kept. */
export interface KubeContext {
  readonly name: string;
  readonly isCurrent: boolean;
  /** As the file has it, for people; empty when it has none. */
  readonly server: string;
  readonly use:
    | { readonly kind: 'usable'; readonly cluster: KubeCluster; readonly user: KubeUser }
    | { readonly kind: 'unusable'; readonly because: string };
}
