import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface Certificate {
  /** PEM files. */
  readonly certFile: string;
  readonly keyFile: string;
}

/** Makes a certificate that vouches for itself, for two days; `names` may hold wildcards. */
export async function createCertificate(
  folder: string,
  names: readonly string[],
): Promise<Certificate> {
  const certFile = join(folder, 'internet.crt');
  const keyFile = join(folder, 'internet.key');
  await promisify(execFile)('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
    ...['-days', '2', '-subj', '/CN=Simulated internet', '-keyout', keyFile, '-out', certFile],
    ...['-addext', `subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}`],
  ]);
  return { certFile, keyFile };
}
