import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { NodeAction } from '../../src/core/model/node';
import { commandIds } from '../../src/ui/commandIds';
import manifest from '../../package.json';
import texts from '../../package.nls.json';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { contributes } = manifest;
const prefix = 'aioSecureSettings.';

/** The compiler holds this to {@link NodeAction}, in both directions. */
const nodeActions: Readonly<Record<NodeAction, true>> = {
  canOpenPanel: true,
  canBeGrouped: true,
  canAssignCloudIdentity: true,
  canRestartRegistry: true,
  canUseIdentity: true,
  canDisableSecretSync: true,
  canBecomeOfficer: true,
  canDisableClusterIdentity: true,
  canRemoveCloudIdentity: true,
  canCheckPrerequisites: true,
  canCopyRequest: true,
  canSaveRecord: true,
  canExportScript: true,
  canCreateIdentity: true,
  canCreateVault: true,
  canGrantAccess: true,
  canEnableAll: true,
  canEnableClusterIdentity: true,
  canEnableSecretSync: true,
  canRepairSecretSync: true,
  canRestoreSecret: true,
  canSyncNow: true,
  canVerify: true,
  canConfigureK3s: true,
  canConfirmApiServer: true,
  canUpdateByAzureCli: true,
  canCopyIssuer: true,
  canCopyId: true,
  canOpenInPortal: true,
  canRefresh: true,
  canSignIn: true,
  canChooseAccount: true,
  canRetry: true,
};

const walkthroughSteps = contributes.walkthroughs.flatMap(({ steps }) => steps);

interface MenuItem {
  readonly command?: string;
  readonly submenu?: string;
  readonly when?: string;
  readonly group?: string;
}

const menus: Readonly<Record<string, readonly MenuItem[]>> = contributes.menus;
const menuItems = Object.values(menus).flat();

/** The entries of a node's menu and of its submenus. */
const nodeMenuItems = Object.entries(menus).flatMap(([menu, items]) =>
  menu === 'view/item/context' || contributes.submenus.some(({ id }) => id === menu) ? items : [],
);

const whenClauses = [
  ...menuItems.map(({ when }) => when),
  ...contributes.viewsWelcome.map(({ when }) => when),
  ...contributes.commands.map((command) => ('enablement' in command ? command.enablement : '')),
].filter((when) => when !== undefined);

const sources = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
  .filter((file) => file.isFile() && file.name.endsWith('.ts'))
  .map((file) => readFileSync(join(file.parentPath, file.name), 'utf8'))
  .join('\n');

/** As a string of its own. */
const isInSources = (text: string) => sources.includes(`'${text}'`);

const codicons = readFileSync(
  createRequire(import.meta.url).resolve('@vscode/codicons/dist/codicon.css'),
  'utf8',
);

/** Every string anywhere in a JSON value, with its path. */
function strings(value: unknown, path = ''): readonly (readonly [path: string, text: string])[] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, below]) => strings(below, `${path}/${key}`));
}

describe('the manifest', () => {
  it('lists every command of the code, and no other', () => {
    const listed = contributes.commands.map(({ command }) => command);
    expect(listed.toSorted()).toEqual([...commandIds].toSorted());
  });

  it.each(contributes.commands)('names $command by its id, in our category', (command) => {
    expect(command.title).toBe(`%${command.command}.title%`);
    expect(command.category).toBe('%extension.category%');
    expect(command.command).toMatch(/^aioSecureSettings\.[a-z][A-Za-z]*\.[a-z][A-Za-z\d]*$/);
  });

  it('writes titles with a capital and three dots in one character', () => {
    for (const { command } of contributes.commands) {
      const title = new Map(Object.entries(texts)).get(`${command}.title`);
      expect(title).toMatch(/^[A-Z]/);
      expect(title).not.toContain('...');
    }
  });

  it('takes every visible text from package.nls.json', () => {
    const visible =
      /\/(title|name|label|description|markdownDescription|contents|altText|category)$/;
    const literal = strings({ ...contributes, displayName: undefined })
      .filter(([path]) => visible.test(path))
      .filter(([, text]) => !/^%[\w.]+%$/.test(text));
    expect(literal).toEqual([]);
  });

  it('has a text for every key, and a use for every text', () => {
    const used = strings(manifest).flatMap(([, text]) =>
      [...text.matchAll(/%([\w.]+)%/g)].map(([, key]) => key),
    );
    expect([...new Set(used)].toSorted()).toEqual(Object.keys(texts).toSorted());
  });

  it('offers in menus only commands that it lists', () => {
    const listed = new Set<string>(commandIds);
    expect(
      menuItems.filter(
        ({ command, submenu }) => !listed.has(command ?? '') && submenu === undefined,
      ),
    ).toEqual([]);
  });

  it('matches nodes by what they can do', () => {
    const not = / && !\(viewItem =~ \/\\bcanBeGrouped\\b\/\)$/;
    for (const { when = '' } of nodeMenuItems) {
      const words = [...when.replace(not, '').matchAll(/viewItem =~ \/\\b(\w+)\\b\//g)];
      expect(words, when).toHaveLength(1);
      expect(Object.keys(nodeActions)).toContain(words[0]?.[1]);
    }
  });

  it('has what it hides from a long menu in a submenu of it', () => {
    const inSubmenus = contributes.submenus.flatMap(({ id }) => menus[id] ?? []);
    const hidden = menuItems.filter(({ when }) => when?.includes('!(viewItem') === true);
    expect(hidden.length).toBeGreaterThan(0);
    for (const { command } of hidden) {
      expect(inSubmenus.map((entry) => entry.command)).toContain(command);
    }
  });

  it('opens every submenu from a menu, under a name in capitals', () => {
    const opened = menuItems.flatMap(({ submenu }) => submenu ?? []);
    expect(opened.toSorted()).toEqual(contributes.submenus.map(({ id }) => id).toSorted());
    for (const { id, label } of contributes.submenus) {
      expect(label).toBe(`%${id}.label%`);
      expect(new Map(Object.entries(texts)).get(`${id}.label`)).toMatch(
        /^[A-Z]\w+( (and|[A-Z]\w+))*$/,
      );
      expect(menus[id]?.length).toBeGreaterThan(1);
    }
  });

  it('has a menu entry for everything that a node can do', () => {
    const clauses = nodeMenuItems.map(({ when }) => when).join(' ');
    for (const action of Object.keys(nodeActions)) expect(clauses).toContain(action);
  });

  it('shows at most two buttons on a row', () => {
    const inline = nodeMenuItems.filter(({ group }) => group?.startsWith('inline'));
    for (const { command } of inline) {
      const entry = contributes.commands.find((each) => each.command === command);
      expect(entry).toHaveProperty('icon');
    }
    expect(new Set(inline.map(({ group }) => group)).size).toBeLessThanOrEqual(2);
  });

  it('hides from the palette by false, or by a context that the code sets', () => {
    const views = new Set(contributes.views.aioSecureSettings.map(({ id }) => id));
    const keys = whenClauses
      .flatMap((when) => when.match(/aioSecureSettings\.\w+/g) ?? [])
      .filter((key) => !views.has(key));
    for (const key of new Set(keys)) expect(isInSources(key), key).toBe(true);
    for (const { when } of contributes.menus.commandPalette) {
      expect(when === 'false' || when.includes(prefix)).toBe(true);
    }
  });

  it('uses icons that exist', () => {
    const names = contributes.commands.flatMap((command) =>
      'icon' in command ? [/^\$\(([\w-]+)\)$/.exec(command.icon)?.[1]] : [],
    );
    expect(names.filter((name) => !codicons.includes(`.codicon-${String(name)}:before`))).toEqual(
      [],
    );
    for (const [path, text] of strings(manifest)) {
      if (/\/(icon|svg|image)$/.test(path) && !text.startsWith('$(')) {
        expect(existsSync(join(root, text)), text).toBe(true);
      }
    }
  });

  it('describes every setting, with its bounds and scope', () => {
    for (const [name, setting] of Object.entries(contributes.configuration.properties)) {
      expect(setting.markdownDescription).toBe(`%${name}.description%`);
      expect(setting).toHaveProperty('default');
      expect(setting).toHaveProperty('scope');
      if (setting.type === 'number') {
        expect(setting).toHaveProperty('minimum');
        expect(setting).toHaveProperty('maximum');
      }
      // The code reads them by section and last word.
      expect(isInSources(name.slice(name.lastIndexOf('.') + 1)), name).toBe(true);
    }
  });

  it('links from its texts only to commands that exist', () => {
    const known = new Set<string>([...commandIds, `${prefix}clusters.focus`]);
    const linked = Object.values(texts).flatMap((text) =>
      [...text.matchAll(/\(command:([\w.]+)/g)].map(([, id = '']) => id),
    );
    expect(linked.filter((id) => !known.has(id))).toEqual([]);
  });

  it('walks through the five parts of secure settings', () => {
    expect(contributes.walkthroughs.flatMap(({ steps }) => steps)).toHaveLength(5);
  });

  it.each(walkthroughSteps)('completes step $id by what really comes', ({ completionEvents }) => {
    const events = completionEvents.map((event) => /^(\w+):(.+)$/.exec(event)?.slice(1) ?? []);
    for (const [kind, what = ''] of events) {
      if (kind === 'onCommand') expect(commandIds).toContain(what);
      else {
        expect(kind).toBe('onContext');
        const [key = ''] = /^aioSecureSettings(\.\w+)+/.exec(what) ?? [];
        expect(isInSources(key), key).toBe(true);
      }
    }
    // Clicks on a link, or a look at a step, are no proof of anything.
    expect(events.some(([kind]) => kind === 'onContext')).toBe(true);
  });

  it.each(walkthroughSteps)('draws step $id in the colours of the theme', ({ media, id }) => {
    const drawing = readFileSync(join(root, media.svg), 'utf8');
    expect(new Map(Object.entries(texts)).get(`walkthrough.${id}.alt`)).not.toBe('');
    expect(drawing).toMatch(/^<svg [^>]*role="img" aria-label="[^"]+"/);
    // A colour of its own is what a variable falls back to, and nothing else.
    const own = drawing.replaceAll(/var\(--vscode-[\w-]+, (#\w+|transparent)\)/g, 'themed');
    expect(own.replaceAll(/var\(--vscode-[\w-]+, themed\)/g, 'themed')).not.toMatch(/#[\da-f]{3}/i);
    // Scripts do not run there, and nothing may be fetched.
    expect(drawing).not.toMatch(/<script|href|url\(/i);
  });

  it('starts with nothing but what is used, and once to tell of interrupted runs', () => {
    expect(manifest.activationEvents).toEqual(['onStartupFinished']);
    expect('dependencies' in manifest).toBe(false);
  });
});

describe('what a workspace may change', () => {
  const settings: Readonly<Record<string, { readonly scope: string }>> =
    contributes.configuration.properties;

  it('is nothing: every setting is one of the machine, and is restricted besides', () => {
    const { supported, restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    expect(supported).toBe('limited');
    expect([...restrictedConfigurations].sort()).toEqual(Object.keys(settings).sort());
    for (const [name, { scope }] of Object.entries(settings)) expect(scope, name).toBe('machine');
  });

  it('is nothing in a virtual workspace, too: none of its files is read', () => {
    expect(manifest.capabilities.virtualWorkspaces).toBe(true);
    expect(manifest.activationEvents.filter((event) => event.startsWith('workspace'))).toEqual([]);
  });
});
