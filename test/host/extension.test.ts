import { deepEqual, equal, ok } from 'node:assert/strict';
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

  it('activates and registers every command of its manifest', async () => {
    await find().activate();
    const known = new Set(await vscode.commands.getCommands(true));
    deepEqual(
      commandIds.filter((id) => !known.has(id)),
      [],
    );
  });
});
