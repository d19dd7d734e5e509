import type { Digest } from './ports';

const encoder = new TextEncoder();

const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** First seven hex digits of a SHA-256: what the az IoT Operations extension puts in its names. */
const hash7 = (digest: Digest, text: string): string =>
  toHex(digest('sha256', encoder.encode(text))).slice(0, 7);

/**
 * The name that the az IoT Operations extension gives a secret provider class. The resource group is
 * taken from the instance's id, so that the name does not depend on what somebody typed.
 */
export const providerClassName = (
  digest: Digest,
  parts: { readonly cluster: string; readonly resourceGroup: string; readonly instance: string },
): string =>
  `spc-ops-${hash7(digest, `${parts.cluster}-${parts.resourceGroup}-${parts.instance}`)}`;

/** The name that the az IoT Operations extension gives a federated credential. */
export const credentialName = (
  digest: Digest,
  parts: { readonly cluster: string; readonly issuer: string; readonly subject: string },
): string => hash7(digest, `${parts.cluster}-${parts.issuer}-${parts.subject}`);

/** Namespace of the role assignment names; drawn once at random for this extension. */
const assignmentNamespace = 'b1c3f0de-6f0b-4d0e-9d7a-3a52c1b5a7e4';

/**
 * A role assignment's name, computed from what it says (UUID version 5, RFC 9562), so that a
 * repeated write meets its own work. Scope and ids count without case.
 */
export function roleAssignmentName(
  digest: Digest,
  parts: { readonly scope: string; readonly roleId: string; readonly principalId: string },
): string {
  const namespace = Uint8Array.from(
    assignmentNamespace.replaceAll('-', '').match(/../g) ?? [],
    (pair) => Number.parseInt(pair, 16),
  );
  const name = encoder.encode(
    [parts.scope, parts.roleId, parts.principalId].join('|').toLowerCase(),
  );
  const data = new Uint8Array(namespace.length + name.length);
  data.set(namespace);
  data.set(name, namespace.length);
  const bytes = digest('sha1', data).slice(0, 16);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  view.setUint8(6, (view.getUint8(6) & 0x0f) | 0x50);
  view.setUint8(8, (view.getUint8(8) & 0x3f) | 0x80);
  const hex = toHex(bytes);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}

/** The Kubernetes service accounts that get federated credentials. */
export const serviceAccounts = {
  secretSync: 'aio-ssc-sa',
  dataflow: 'aio-dataflow',
  schemaRegistry: 'adr-schema-registry',
  dataflowGraphs: 'aio-wasm-graph-controller',
} as const;

export type ServiceAccount = (typeof serviceAccounts)[keyof typeof serviceAccounts];

export const subjectOf = (namespace: string, serviceAccount: string): string =>
  `system:serviceaccount:${namespace}:${serviceAccount}`;

/** The one audience of a federated credential for Microsoft Entra. */
export const tokenExchangeAudience = 'api://AzureADTokenExchange';
