import { visible } from '../../core/model/visible';

export { visible };

/**
 * Text from Azure as plain text inside Markdown, whatever it contains: nothing of it becomes markup,
 * a link, an icon or HTML, and control and direction characters are shown as what they are.
 */
export function escapeMarkdown(text: string): string {
  return visible(text).replace(/[\\`*_{}[\]()#+\-.!|<>&$~:/@"']/g, (character) =>
    /[<>&"']/.test(character) ? `&#${String(character.codePointAt(0))};` : `\\${character}`,
  );
}
