import { generate } from 'selfsigned';
import type { World } from './world';

/** PEM texts. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** Hosts that are there in every scenario; a wildcard stands for one label. */
const fixedNames = [
  'localhost',
  'management.azure.com',
  'login.microsoftonline.com',
  'login.microsoft.com',
  'login.windows.net',
  'sts.windows.net',
  'graph.microsoft.com',
  'vscode.dev',
  'insiders.vscode.dev',
  '*.vault.azure.net',
  '*.oic.prod-arc.azure.com',
];

const dayMs = 86_400_000;

/** A certificate that vouches for itself and for every host of the simulated world. */
export const createCertificate = (world: World): Promise<Certificate> =>
  createCertificateFor(namesOf(world));

/** A certificate that vouches for itself and for these hosts, good for two days of real time. */
export async function createCertificateFor(hosts: readonly string[]): Promise<Certificate> {
  const nowMs = Date.now();
  const { cert, private: key } = await generate(
    [{ name: 'commonName', value: 'Simulated Azure' }],
    {
      keyType: 'ec',
      algorithm: 'sha256',
      // Clocks of test machines differ a little.
      notBeforeDate: new Date(nowMs - dayMs / 24),
      notAfterDate: new Date(nowMs + 2 * dayMs),
      extensions: [
        { name: 'basicConstraints', cA: true },
        {
          name: 'subjectAltName',
          altNames: [
            ...hosts.map((value) => ({ type: 2 as const, value })),
            { type: 7 as const, ip: '127.0.0.1' },
          ],
        },
      ],
    },
  );
  return { cert, key };
}

/** Clusters may have issuers of their own anywhere; those that Arc makes later have Arc's suffix. */
function namesOf({ issuers }: World): readonly string[] {
  const names = new Set(fixedNames);
  for (const key of issuers.keys()) {
    const [host = ''] = key.split('/', 1);
    if (!names.has(host.replace(/^[^.]+/, '*'))) names.add(host);
  }
  return [...names];
}
