import { escapeHtml, isOnThisMachine, unescaped } from './entra/authorizeEndpoint';
import type { HostHandler, WireRequest, WireResponse } from './provider';

/**
 * The page of vscode.dev to which a sign-in returns: it leads the browser on to the editor, whose
 * address is in `state`.
 */
export const editorRedirect: HostHandler = {
  accepts: (host) => host === 'vscode.dev' || host === 'insiders.vscode.dev',
  handle(request) {
    if (request.url.pathname !== '/redirect') return page(404, 'There is no such page.');
    const fields = fieldsOf(request);
    const address = unescaped(fields.get('state') ?? '');
    if (!isOnThisMachine(address)) {
      return page(400, 'The sign-in does not come from an editor on this machine.');
    }
    const passedOn = new URLSearchParams(fields);
    const joint = address.includes('?') ? '&' : '?';
    const location = `${address}${joint}${passedOn.toString()}`;
    return { status: 302, headers: { location, 'cache-control': 'no-store' }, body: '' };
  },
};

function fieldsOf({ method, url, body }: WireRequest): URLSearchParams {
  return method === 'POST' ? new URLSearchParams(body ?? '') : url.searchParams;
}

const page = (status: number, text: string): WireResponse => ({
  status,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: `<!DOCTYPE html><title>Simulated vscode.dev</title><p>${escapeHtml(text)}</p>`,
});
