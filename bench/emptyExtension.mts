import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { artefacts } from '../scripts/process.mts';
import type { Subject } from './startUp.mts';

const container = 'Empty';

const manifest = {
  name: 'empty',
  displayName: 'Empty Extension',
  publisher: 'aio-community-tests',
  version: '1.0.0',
  engines: { vscode: '^1.106.0' },
  main: './extension.js',
  contributes: {
    viewsContainers: {
      activitybar: [{ id: 'empty', title: container, icon: 'icon.svg' }],
    },
    views: { empty: [{ id: 'empty.things', name: 'Things' }] },
  },
};

const code = `const vscode = require('vscode');
exports.activate = () => {
  vscode.window.registerTreeDataProvider('empty.things', {
    getChildren: (parent) => (parent ? [] : ['Thing']),
    getTreeItem: (label) => new vscode.TreeItem(label),
  });
};
`;

/** Writes the least that shows something in a view of its own: what VS Code itself costs. */
export async function createEmptyExtension(): Promise<Subject> {
  const path = join(artefacts, `${manifest.publisher}.${manifest.name}-${manifest.version}`);
  await mkdir(path, { recursive: true });
  const icon = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"/>';
  await Promise.all([
    writeFile(join(path, 'package.json'), JSON.stringify(manifest)),
    writeFile(join(path, 'extension.js'), code),
    writeFile(join(path, 'icon.svg'), icon),
  ]);
  return { path, name: manifest.displayName, container };
}
