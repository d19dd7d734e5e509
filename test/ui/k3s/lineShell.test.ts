import { describe, expect, it } from 'vitest';
import { chooseShell } from '../../../src/ui/k3s/lineShell';

describe('the shell of a terminal for a line', () => {
  it.each([
    ['linux', '/usr/bin/bash', { language: 'sh' }],
    ['darwin', '/bin/zsh', { language: 'sh' }],
    ['linux', '/usr/bin/fish', { language: 'sh', path: '/bin/sh' }],
    ['linux', '/usr/bin/pwsh', { language: 'sh', path: '/bin/sh' }],
    ['linux', '', { language: 'sh', path: '/bin/sh' }],
    [
      'win32',
      'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe',
      { language: 'powerShell' },
    ],
    ['win32', 'C:\\Program Files\\PowerShell\\7\\PWSH.EXE', { language: 'powerShell' }],
    ['win32', 'C:\\Windows\\System32\\cmd.exe', { language: 'powerShell', path: 'powershell.exe' }],
    [
      'win32',
      'C:\\Program Files\\Git\\bin\\bash.exe',
      { language: 'powerShell', path: 'powershell.exe' },
    ],
  ] as const)('on %s for whoever has %s', (platform, own, shell) => {
    expect(chooseShell(platform, own)).toEqual(shell);
  });
});
