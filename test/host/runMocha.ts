import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';

/** Called by VS Code in its extension host. Rejects when a test failed. */
export function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 20_000, color: false, reporter: 'spec' });
  for (const file of readdirSync(__dirname)) {
    if (file.endsWith('.test.cjs')) mocha.addFile(join(__dirname, file));
  }
  return new Promise((resolve, reject) => {
    const runner = mocha.run((failures) => {
      const report = process.env['HOST_REPORT'];
      if (report) writeFileSync(report, JSON.stringify(runner.stats));
      if (failures === 0) resolve();
      else reject(new Error(`${failures} tests failed`));
    });
  });
}
