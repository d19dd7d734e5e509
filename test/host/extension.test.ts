import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import { commandIds } from '../../src/ui/commandIds';

const find = () => {
  const found = vscode.extensions.getExtension(
    'aio-community.azure-iot-operations-secure-settings',
  );
  ok(found, 'The extension is not there.');
  return found;
};

describe('the extension in the extension host', () => {
  it('does nothing before it is needed', () => {
    equal(find().isActive, false);
  });

  it('activates when its view is shown', async () => {
    await vscode.commands.executeCommand('aioSecureSettings.clusters.focus');
    await find().activate();
    equal(find().isActive, true);
    equal(find().exports, undefined);
  });

  it('registers every command of its manifest, and no other', async () => {
    const own = (await vscode.commands.getCommands(true)).filter(
      (id) =>
        id.startsWith('aioSecureSettings.') &&
        // VS Code makes these for each view.
        !id.startsWith('aioSecureSettings.clusters.'),
    );
    deepEqual(own.sort(), [...commandIds].sort());
  });

  it('does not simulate by default, and no workspace can make it', async () => {
    const settings = vscode.workspace.getConfiguration('aioSecureSettings.simulation');
    equal(settings.inspect('startup')?.defaultValue, false);
    equal(settings.inspect('scenario')?.defaultValue, 'factory');
    equal(settings.inspect('speed')?.defaultValue, 5);
    await rejects(async () => {
      await settings.update('startup', true, vscode.ConfigurationTarget.Workspace);
    });
  });
});
