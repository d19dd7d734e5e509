/** What the page of a panel is made of. Addresses are webview URIs. */
export interface PanelPage {
  /** Fresh for each page, from a cryptographic source; base64 or hexadecimal. */
  readonly nonce: string;
  /** `webview.cspSource`. */
  readonly cspSource: string;
  readonly scriptUri: string;
  readonly styleUri: string;
  readonly codiconUri: string;
  /** Language tag of the texts, as in `vscode.env.language`. */
  readonly language: string;
  readonly title: string;
  /** Stands in the page until the script takes over. */
  readonly loadingText: string;
}

/**
 * The page around a view: nothing may load but our script, styles and the icon font.
 *
 * The nonce is in `style-src` as well because the component library inserts an empty `<style>`
 * with it, to find out whether `:focus-visible` is known; without that it draws focus outlines on
 * mouse clicks. It reads the nonce from the `csp-nonce` element, so that must precede the script.
 */
export function panelHtml(page: PanelPage): string {
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${page.nonce}'`,
    `style-src ${page.cspSource} 'nonce-${page.nonce}'`,
    `font-src ${page.cspSource}`,
  ].join('; ');
  const at = (value: string) => escapeHtml(value);
  return `<!DOCTYPE html>
<html lang="${at(page.language)}">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${at(policy)}" />
    <meta property="csp-nonce" content="${at(page.nonce)}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${at(page.title)}</title>
    <link rel="stylesheet" id="vscode-codicon-stylesheet" href="${at(page.codiconUri)}" />
    <link rel="stylesheet" href="${at(page.styleUri)}" />
  </head>
  <body>
    <div id="panel"><main class="page"><p class="loading">${at(page.loadingText)}</p></main></div>
    <div id="announcements" class="for-screen-readers" role="status" aria-live="polite" aria-atomic="false" aria-relevant="additions"></div>
    <script nonce="${at(page.nonce)}" src="${at(page.scriptUri)}"></script>
  </body>
</html>
`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(value: string): string {
  return value.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
