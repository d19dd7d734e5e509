/** A shell that a line can be written for. */
export interface LineShell {
  readonly language: 'sh' | 'powerShell';
  /** Of the program; absent: the user's own is one. */
  readonly path?: string;
}

const posixShells = new Set(['sh', 'ash', 'bash', 'dash', 'ksh', 'mksh', 'zsh']);
const powerShells = new Set(['powershell', 'pwsh']);

/** Which shell a terminal has to have: the user's own where it speaks the language of the system. */
export function chooseShell(platform: NodeJS.Platform, own: string): LineShell {
  const name = own
    .replace(/^.*[/\\]/s, '')
    .replace(/\.exe$/i, '')
    .toLowerCase();
  if (platform === 'win32') {
    return { language: 'powerShell', ...(powerShells.has(name) ? {} : { path: 'powershell.exe' }) };
  }
  return { language: 'sh', ...(posixShells.has(name) ? {} : { path: '/bin/sh' }) };
}
