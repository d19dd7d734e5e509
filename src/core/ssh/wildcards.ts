/** Whether a file's name is what a pattern of `Include` means: `*` is any text, `?` any character. */
export function matchesPattern(pattern: string, name: string): boolean {
  // Only a pattern that begins with a dot means hidden files.
  if (name.startsWith('.') && !pattern.startsWith('.')) return false;
  const expression = pattern
    .replaceAll(/\*+/g, '*')
    .replaceAll(/[\\^$.|+()[\]{}]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`, 's').test(name);
}
