import { describe, expect, it } from 'vitest';
import { panelHtml } from '../../../src/ui/panels/panelHtml';

const page = panelHtml({
  nonce: 'bm9uY2U=',
  cspSource: 'https://webview.test',
  scriptUri: 'https://webview.test/main.js',
  styleUri: 'https://webview.test/style.css',
  codiconUri: 'https://webview.test/codicon.css',
  language: 'en',
  title: `</title><script>alert("1")</script>'&`,
  loadingText: '<img src=x onerror=alert(1)>',
});

describe('panelHtml', () => {
  it('allows our script, styles and fonts, and nothing else', () => {
    const [, policy = ''] = /Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
    expect(policy.replaceAll('&#39;', "'").split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'nonce-bm9uY2U='",
      "style-src https://webview.test 'nonce-bm9uY2U='",
      'font-src https://webview.test',
    ]);
  });

  it('has one script, with the nonce, after the element that the components read it from', () => {
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page).toContain('<script nonce="bm9uY2U=" src="https://webview.test/main.js"></script>');
    expect(page.indexOf('property="csp-nonce" content="bm9uY2U="')).toBeGreaterThan(0);
    expect(page.indexOf('csp-nonce')).toBeLessThan(page.indexOf('<script'));
  });

  it('has no inline style and no inline handler', () => {
    expect(page).not.toMatch(/<style|\sstyle=|<[^>]*\son\w+=/);
  });

  it('escapes what is put into it', () => {
    expect(page).toContain(
      '<title>&lt;/title&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;&amp;</title>',
    );
    expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;');
  });

  it('has one polite live region that speaks only what is added', () => {
    expect(page.match(/aria-live/g)).toHaveLength(1);
    expect(page).toMatch(
      /role="status" aria-live="polite" aria-atomic="false" aria-relevant="additions"/,
    );
  });
});
