import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { askScript } from '../wizard/askScript';
import type { Command, Deps } from './command';
import { instanceOf } from './pickInstance';
import { readingOf } from './readingOf';

/** Writes what is to be done with an instance as a script, into an editor of its own; runs nothing. */
export const exportScript = ({
  session,
  estate,
  readings,
  digest,
  apiServers,
}: Deps): Command<'aioSecureSettings.instance.exportScript'> => ({
  id: 'aioSecureSettings.instance.exportScript',
  title: t('Export as Script'),
  async run(argument) {
    const instance = await instanceOf(argument, estate);
    if (!instance) return;
    const { cloud } = await session.current();
    const seen = await readingOf(readings, instance);
    const script = await askScript({ cloud, instance, seen, tools: { digest, apiServers } });
    if (!script) return;
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(script));
  },
});
