// The licences of the packages that are built into the extension.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

async function noticeOf(root, { folder, name, version, licence }) {
  const path = join(root, folder);
  const files = (await readdir(path)).filter((file) => /^(licen[cs]e|notice)/i.test(file));
  const texts = await Promise.all(files.map((file) => readFile(join(path, file), 'utf8')));
  return [`${name} ${version} (${licence})`, ...texts.map((text) => text.trim())].join('\n\n');
}

/** One text; `packages` as `bundledPackages` gives them. */
export async function thirdPartyNotices(root, packages) {
  const notices = await Promise.all(packages.map((each) => noticeOf(root, each)));
  return `${notices.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}
