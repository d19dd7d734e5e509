import { chromium, type Browser } from 'playwright-core';

export interface BrowserOptions {
  /** Ports on this machine for `host:port` of the internet; all other hosts stay unknown. */
  readonly hosts?: ReadonlyMap<string, number>;
}

/** Starts Chromium in a way that nothing leaves the machine. */
export function launchBrowser({ hosts = new Map() }: BrowserOptions = {}): Promise<Browser> {
  const rules = [...hosts].map(([host, port]) => `MAP ${host} 127.0.0.1:${port}`);
  return chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      `--host-resolver-rules=${[
        ...rules,
        'MAP * ~NOTFOUND',
        'EXCLUDE 127.0.0.1',
        'EXCLUDE localhost',
      ].join(', ')}`,
    ],
  });
}
