import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cardIds, linkIds } from '../../src/protocol/chain';
import { aChain } from '../builders/chain';
import { aFact, aPanelState, aReview, aRun, aStep, panelNowMs } from '../builders/panelState';
import { words } from '../../webview/securePanel/words';
import { createGallery, showState, type Gallery } from './gallery';
import { galleryStates } from './galleryStates';
import { themes, type Theme } from './themes';

const pictures = fileURLToPath(new URL('../../.artefacts/panel/', import.meta.url));

const [darkModern] = themes;
if (!darkModern) throw new Error('No theme to test with.');

let gallery: Gallery;
beforeAll(async () => {
  await mkdir(pictures, { recursive: true });
  gallery = await createGallery();
}, 60_000);
afterAll(() => gallery[Symbol.asyncDispose]());

const partsInOrder = cardIds.flatMap((card, index) => [card, ...linkIds.slice(index, index + 1)]);

const isKnownBadgeStyle = ({ directive }: { directive: string }) => directive === 'style-src-attr';

/** Rule names with the elements that break them, of what axe calls serious or critical. */
async function findBarriers(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => (await window.axe.run()).violations);
  // A message of axe's own, while it runs.
  await page.evaluate(() => (window.policyViolations = []));
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
}

const hasSidewaysScroll = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);

/** Runs in the page: words of the picture that stand on more than one line. */
function findBrokenWords(): readonly string[] {
  const parts = document.querySelectorAll('.link-word, .card-title span, .card-state span');
  return [...parts].flatMap(({ firstChild: text }) =>
    [...(text?.textContent ?? '').matchAll(/\p{L}+/gu)].flatMap(({ 0: word, index }) => {
      const range = document.createRange();
      if (!text) return [];
      range.setStart(text, index);
      range.setEnd(text, index + word.length);
      return new Set([...range.getClientRects()].map(({ top }) => top)).size > 1 ? [word] : [];
    }),
  );
}

/**
 * Runs in the page: what of the picture cannot be read. Names of resources may end with an ellipsis; they
 * stand whole in the evidence.
 */
function findIllegible() {
  const texts = [
    ...document.querySelectorAll<HTMLElement>('.link-word, .card-title, .card-state, .card-name'),
  ];
  const boxes = [...document.querySelectorAll('.chain .part')].map((part) => ({
    name: part.textContent,
    box: part.getBoundingClientRect(),
  }));
  return {
    parts: boxes.length,
    smallest: Math.min(...texts.map((each) => parseFloat(getComputedStyle(each).fontSize))),
    clipped: texts
      .filter((each) => !each.matches('.card-name') && each.scrollWidth > each.clientWidth + 1)
      .filter((each) => getComputedStyle(each).overflow !== 'visible')
      .map(({ textContent }) => textContent),
    overlapping: boxes.flatMap(({ name, box: a }, index) =>
      boxes
        .slice(index + 1)
        .filter(
          ({ box: b }) =>
            a.left < b.right - 1 &&
            b.left < a.right - 1 &&
            a.top < b.bottom - 1 &&
            b.top < a.bottom - 1,
        )
        .map((other) => `${name} / ${other.name}`),
    ),
  };
}

describe('the states that are looked at', () => {
  const all = Object.values(galleryStates);
  const finding = Object.keys(words.finding).sort();
  const distinct = (values: readonly string[]) => [...new Set(values)].sort();

  it('are all that a part, a check, a step and a permission can have', () => {
    const chains = all.flatMap(({ chain }) => chain ?? []);
    expect(distinct(chains.flatMap(({ cards }) => cards.map(({ state }) => state)))).toEqual(
      finding,
    );
    expect(distinct(chains.flatMap((chain) => chain.links.map(({ state }) => state)))).toEqual(
      finding,
    );
    expect(distinct(chains.flatMap(({ cloud }) => cloud.map(({ state }) => state)))).toEqual(
      finding,
    );
    const checks = chains.flatMap(({ details }) => details.flatMap((detail) => detail.checks));
    expect(distinct(checks.map(({ state }) => state))).toEqual(finding);
    const steps = all.flatMap(({ run }) => run?.steps ?? []);
    expect(distinct(steps.map(({ state }) => state.kind))).toEqual(Object.keys(words.step).sort());
    const permissions = all.flatMap(({ review }) => review?.permissions ?? []);
    expect(distinct(permissions.map(({ permission }) => permission))).toEqual([
      'allowed',
      'conditional',
      'denied',
      'unknown',
    ]);
  });
});

describe.each(themes)('the panel in $name', (theme) => {
  let page: Page;
  beforeAll(async () => {
    page = await gallery.open({ theme, width: 1200 });
  });
  afterAll(() => page.context().close());

  it.each(Object.entries(galleryStates))(
    'is accessible, fits and keeps to its policy: %s',
    async (name, state) => {
      await showState(page, state);
      for (const width of [1200, 760, 320]) {
        await page.setViewportSize({ width, height: 640 });
        await page.screenshot({
          path: `${pictures}${theme.name}-${name}-${width}.png`,
          fullPage: true,
        });
        expect(await hasSidewaysScroll(page)).toBe(false);
        const violations = await page.evaluate(() => window.policyViolations);
        expect(violations.filter((violation) => !isKnownBadgeStyle(violation))).toEqual([]);
        // In two columns, and in one; what is between looks as one of them.
        if (width !== 760) expect(await findBarriers(page), `at ${width} px`).toEqual([]);
      }
    },
    30_000,
  );
});

describe('the panel in use', () => {
  const open = (theme: Theme = darkModern) => gallery.open({ theme, width: 900 });
  const running = () => {
    const { running: state } = galleryStates;
    if (!state) throw new Error('No running state in the gallery.');
    return state;
  };

  const drifted = () => {
    const { drifted: state } = galleryStates;
    if (!state) throw new Error('No drifted state in the gallery.');
    return state;
  };

  it('says ready once its listener is attached and asks for nothing else by itself', async () => {
    const page = await open();
    await showState(page, running());
    expect(await page.evaluate(() => window.panelMessages)).toEqual([{ type: 'ready' }]);
  });

  it('sends the action of a button that is clicked or pressed', async () => {
    const page = await open();
    await showState(page, running());
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Show Log' }).focus();
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => window.panelMessages.slice(1))).toEqual([
      { type: 'action', action: 'cancel' },
      { type: 'action', action: 'showLog' },
    ]);
  });

  it('verifies by one key, which is named at its button, and not while a run goes on', async () => {
    const page = await open();
    await showState(page, drifted());
    const verify = page.getByRole('button', { name: 'Verify Again (V)', exact: true });
    const component = page.locator('vscode-button', { has: verify });
    expect(await component.getAttribute('title')).toBe('Verify Again (V)');
    await page.keyboard.press('v');
    await verify.focus();
    await page.keyboard.press('V');
    await page.keyboard.press('Control+V');
    const refresh = { type: 'action', action: 'refresh' };
    expect(await page.evaluate(() => window.panelMessages.slice(1))).toEqual([refresh, refresh]);
    await showState(page, running());
    await page.keyboard.press('v');
    expect(await page.evaluate(() => window.panelMessages.slice(1))).toHaveLength(2);
  });

  it('asks for the page about a code of Entra by its digits alone', async () => {
    const page = await open();
    const { verdict } = drifted();
    const text = ['Refused (', { entraCode: '700211' }, ').'] as const;
    await showState(page, { ...drifted(), verdict: { ...verdict, text } });
    expect(await page.locator('#verdict').innerText()).toContain('Refused (AADSTS700211).');
    await page.getByRole('button', { name: 'AADSTS700211' }).click();
    expect(await page.evaluate(() => window.panelMessages.at(-1))).toEqual({
      type: 'explain',
      entraCode: '700211',
    });
    expect(await page.locator('[href*="login"]').count()).toBe(0);
    expect(await findBarriers(page)).toEqual([]);
  });

  it('asks for a write as now and then by its number alone', async () => {
    const page = await open();
    await showState(page, aPanelState({ review: aReview() }));
    const compare = page.getByRole('button', {
      name: 'Show Now and Then: Correct credential b10115f',
    });
    await compare.click();
    await compare.focus();
    await page.keyboard.press('Enter');
    const asked = { type: 'compare', write: 7 };
    expect(await page.evaluate(() => window.panelMessages.slice(1))).toEqual([asked, asked]);
  });

  it('brings a review into view once, and takes no focus for it', async () => {
    const page = await open();
    await page.setViewportSize({ width: 900, height: 400 });
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const scrolled = () => page.evaluate(() => Math.round(window.scrollY));
    const toEnd = () =>
      page.evaluate(() => {
        window.scrollTo(0, document.body.scrollHeight);
      });
    await showState(page, drifted());
    await page.getByRole('button', { name: 'Copy Issuer URL' }).focus();
    await toEnd();
    const reviewed = { ...drifted(), review: aReview() };
    await showState(page, reviewed);
    const heading = page.getByRole('heading', { name: 'Review: Enable secret synchronization' });
    const top = (await heading.boundingBox())?.y ?? NaN;
    expect(top).toBeGreaterThan(0);
    expect(top).toBeLessThan(200);
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(
      'Copy Issuer URL',
    );
    // Who reads on is left where they are.
    await toEnd();
    const end = await scrolled();
    await showState(page, { ...reviewed, nowMs: panelNowMs + 5_000 });
    expect(await scrolled()).toBe(end);
  });

  it('shows and says that the issuer was copied, for two seconds', async () => {
    const page = await open();
    await showState(page, running());
    await page.getByRole('button', { name: 'Copy Issuer URL' }).click();
    const shown = page.locator('.copied');
    await shown.waitFor();
    expect(await page.getByRole('status').innerText()).toContain('Copied');
    expect(await page.evaluate(() => window.panelMessages.at(-1))).toEqual({
      type: 'action',
      action: 'copyIssuer',
    });
    await shown.waitFor({ state: 'detached', timeout: 5_000 });
  });

  it('keeps focus, selection and elements when the next state comes', async () => {
    const page = await open();
    await showState(page, running());
    await page.getByRole('button', { name: 'Copy Issuer URL' }).focus();
    await page.evaluate(() => {
      const title = document.querySelector('.step-title');
      if (title) getSelection()?.selectAllChildren(title);
    });
    await showState(page, { ...running(), nowMs: panelNowMs + 5_000 });
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(
      'Copy Issuer URL',
    );
    expect(await page.evaluate(() => getSelection()?.toString())).toBe(
      'Let the identity read the vault',
    );
  });

  it('keeps the element of each row when rows come, go or change places', async () => {
    const page = await open();
    const withRows = (...labels: string[]) =>
      aPanelState({ cluster: labels.map((label) => aFact({ label })) });
    await showState(page, withRows('a', 'b', 'c'));
    await page.evaluate(() => document.querySelectorAll('dt')[1]?.setAttribute('data-same', ''));
    await showState(page, withRows('c', 'new', 'b'));
    expect(await page.locator('dt').allInnerTexts()).toEqual(['c', 'new', 'b']);
    expect(await page.locator('dt[data-same]').innerText()).toBe('b');
  });

  it('gives the focus to the verdict when the focused button goes away', async () => {
    const page = await open();
    await showState(page, running());
    await page.getByRole('button', { name: 'Cancel' }).focus();
    await showState(page, { ...running(), buttons: [] });
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('verdict');
  });

  it('announces each step once and never through the ring', async () => {
    const page = await open();
    const step = aStep({ id: 'a', state: { kind: 'running', startedAtMs: panelNowMs } });
    const state = aPanelState({ run: aRun({ steps: [step] }) });
    await showState(page, state);
    await showState(page, state);
    await showState(page, state);
    const lines = await page.locator('#announcements p').allInnerTexts();
    expect(lines.filter((line) => line.includes('running'))).toHaveLength(1);
    expect(await page.locator('vscode-progress-ring').count()).toBeGreaterThan(0);
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  it('keeps what was announced last, politely, and no more than somebody can listen to', async () => {
    const page = await open();
    for (let count = 1; count <= 15; count += 1) {
      const verdict = { tone: 'bad', lead: `Broken ${count}.`, text: '' } as const;
      await showState(page, aPanelState({ verdict }));
    }
    const lines = await page.locator('#announcements p').allInnerTexts();
    expect(lines).toEqual(Array.from({ length: 12 }, (_, index) => `Broken ${index + 4}.`));
    const live = await page
      .locator('[aria-live]')
      .evaluateAll((all) => all.map((each) => each.getAttribute('aria-live')));
    expect(live).toEqual(['polite']);
  });

  it('opens the evidence of the broken link that is the cause', async () => {
    const page = await open();
    await showState(page, drifted());
    expect(await page.locator('.detail mark').innerText()).toMatch(/\/$/);
    expect(await page.locator('[aria-pressed="true"]').getAttribute('data-part')).toBe(
      'issuerToCredential',
    );
  });

  it('shows the evidence of the part that is clicked or entered, and hides it again', async () => {
    const page = await open();
    await showState(page, drifted());
    await page.getByRole('button', { name: /sync fails/ }).click();
    await page.locator('.detail', { hasText: 'ProviderError, since 2 days' }).waitFor();
    expect(await page.getByRole('status').innerText()).toContain('Instance ↔ Kubernetes secrets');
    // The choice stays when the next state comes.
    await showState(page, { ...drifted(), nowMs: panelNowMs + 5_000 });
    expect(await page.locator('.detail').innerText()).toContain('ProviderError');
    await page.keyboard.press('Enter');
    await page.locator('.detail').waitFor({ state: 'detached' });
    // Nothing of it is for the host.
    expect(await page.evaluate(() => window.panelMessages)).toEqual([{ type: 'ready' }]);
  });

  it('reaches every part of the chain with the keyboard, in the order of trust', async () => {
    const page = await open();
    await showState(page, drifted());
    await page.locator('[data-part="issuer"]').focus();
    const seen = ['issuer'];
    for (let count = 0; count < 12; count += 1) {
      await page.keyboard.press('Tab');
      seen.push(
        await page.evaluate(() => document.activeElement?.getAttribute('data-part') ?? 'outside'),
      );
    }
    expect(seen).toEqual(partsInOrder);
  });

  it('draws each link between the two cards that it joins', async () => {
    const page = await open();
    await showState(page, drifted());
    for (const [width, axis] of [
      [1200, 'x'],
      [400, 'y'],
    ] as const) {
      await page.setViewportSize({ width, height: 900 });
      const at = async (part: string) => {
        const box = await page.locator(`li.at-${part}`).boundingBox();
        if (!box) throw new Error(`${part} is not drawn`);
        return { x: [box.x, box.x + box.width], y: [box.y, box.y + box.height] } as const;
      };
      for (const [from, link, to] of [
        ['issuer', 'issuerToCredential', 'credential'],
        ['providerClass', 'providerClassToInstance', 'instance'],
      ] as const) {
        const [start, stroke, end] = [await at(from), await at(link), await at(to)];
        expect(stroke[axis][0]).toBeCloseTo(start[axis][1], 0);
        expect(stroke[axis][1]).toBeCloseTo(end[axis][0], 0);
      }
    }
  });

  it.each([
    [320, 'the narrowest panel, or 640 px at 200 %'],
    [620, '1240 px at 200 %'],
  ])('stays legible at %i px: %s', async (width) => {
    const page = await open();
    await page.setViewportSize({ width, height: 900 });
    for (const name of ['drifted', 'cloud', 'running']) {
      const state = galleryStates[name];
      if (!state) throw new Error(`The gallery has no ${name}.`);
      await showState(page, state);
      const { parts, smallest, clipped, overlapping } = await page.evaluate(findIllegible);
      expect(parts).toBeGreaterThanOrEqual(partsInOrder.length);
      expect(smallest).toBeGreaterThanOrEqual(11);
      expect(clipped).toEqual([]);
      expect(overlapping).toEqual([]);
    }
  });

  it('breaks no word of a link or a card', async () => {
    const page = await open();
    const shortest = ['issuer matches', 'audience differs', 'working on it', 'not readable'];
    for (const state of ['done', 'drifted'] as const) {
      for (const word of shortest) {
        const said = linkIds.map((id) => [id, [state, word]] as const);
        await showState(page, aPanelState({ chain: aChain(Object.fromEntries(said)) }));
        for (const width of [760, 880, 999, 1000, 1240]) {
          await page.setViewportSize({ width, height: 900 });
          expect(await page.evaluate(findBrokenWords), `at ${width} px`).toEqual([]);
        }
      }
    }
  });

  it('draws an endpoint whose identity is not assigned beside none', async () => {
    const page = await open();
    const { cloud } = galleryStates;
    if (!cloud) throw new Error('No state with cloud connections in the gallery.');
    await showState(page, cloud);
    const topOf = async (part: string) =>
      (await page.locator(`li:has(> [data-part="${part}"])`).boundingBox())?.y ?? NaN;
    const rows = [
      await topOf('cloud map id-berlin-cloud'),
      await topOf('cloud endpoint events'),
      await topOf('cloud map id-spare'),
      await topOf('cloud endpoint old'),
    ];
    expect(rows).toEqual([...rows].sort((a, b) => a - b));
    expect(new Set(rows).size).toBe(4);
    expect(await topOf('cloud endpoint lake')).toBe(rows[0]);
  });

  it('lets the elapsed time of a running step go on between states', async () => {
    const page = await open();
    const step = aStep({ id: 'a', state: { kind: 'running', startedAtMs: panelNowMs } });
    await showState(page, aPanelState({ run: aRun({ steps: [step] }), clockRate: 600 }));
    await page.locator('.step time', { hasText: /^\d+:\d\d$/ }).waitFor({ timeout: 5_000 });
  });

  it('moves nothing when less motion is asked for', async () => {
    const page = await open();
    await showState(page, running());
    expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
  });

  it('shows hostile text as text', async () => {
    const page = await open();
    const { hostile } = galleryStates;
    if (!hostile) throw new Error('No hostile state in the gallery.');
    await showState(page, hostile);
    expect(await page.locator('#panel img, #panel script').count()).toBe(0);
    expect(await page.locator('h1').innerText()).toBe(hostile.title);
  });

  it('ignores what is not a message of the host', async () => {
    const page = await open();
    await showState(page, aPanelState());
    await page.evaluate(() => {
      for (const message of [
        null,
        'x',
        { type: 'state' },
        { type: 'state', state: { title: 1 } },
      ]) {
        window.postMessage(message, '*');
      }
    });
    await showState(page, aPanelState({ settings: [aFact()] }));
    expect(await page.locator('h1').innerText()).toBe('aio-berlin-01');
  });

  it('marks the focused cell of the settings with a border that can be seen in every theme', async () => {
    for (const theme of themes) {
      const page = await open(theme);
      await showState(page, running());
      await page.locator('vscode-data-grid-cell').first().focus();
      expect(await findBarriers(page)).toEqual([]);
      await page.context().close();
    }
  }, 30_000);
});
