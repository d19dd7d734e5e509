/** What VS Code makes an icon of in lists and in the status bar. */
const iconSyntax = /\$\((?=[\w-]+(?:~[\w-]+)?\))/g;
/** Controls, and what is there without being seen: direction marks, joiners, halves of characters. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}]/gu;

/**
 * Text from outside as one line that shows what is in it: unseen characters as their code points,
 * nothing that VS Code would make a link, a command or an icon of; long texts cut.
 */
export function visible(text: string, longest = 500): string {
  const cut =
    text.length > longest ? `${text.slice(0, longest).replace(/[\ud800-\udbff]$/, '')}…` : text;
  return cut
    .replace(/\s+/g, ' ')
    .replace(
      unseen,
      (character) =>
        `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`,
    )
    .replaceAll('](', '] (')
    .replace(iconSyntax, '$ (');
}
