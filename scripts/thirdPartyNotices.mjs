// The licences of the packages that are built into the extension.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const packageOf = /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//;

/** Codicons come as files, not as code. */
const copied = ['@vscode/codicons'];

async function noticeOf(root, name) {
  const folder = join(root, 'node_modules', name);
  const { version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|notice)/i.test(file));
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  return [`${name} ${version} (${license})`, ...texts.map((text) => text.trim())].join('\n\n');
}

/** One text; `inputs` are paths as in esbuild's metafile. */
export async function thirdPartyNotices(root, inputs) {
  const names = inputs.flatMap((input) => packageOf.exec(input)?.[1] ?? []);
  const sorted = [...new Set([...names, ...copied])].sort();
  const notices = await Promise.all(sorted.map((name) => noticeOf(root, name)));
  return `${notices.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}
