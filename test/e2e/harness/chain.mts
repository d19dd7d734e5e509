import type { FrameLocator, Locator } from 'playwright-core';

/** A card or a link of the picture, as it is drawn and as a screen reader gets it. */
export interface DrawnPart {
  readonly part: string;
  /** `From Managed identity to Key vault, Done: 2 roles`. */
  readonly spoken: string;
  /** Colour of the link's stroke or the card's icon. */
  readonly colour: string;
}

/** The trust chain in the panel. */
export class DrawnChain {
  private readonly webview: FrameLocator;

  constructor(webview: FrameLocator) {
    this.webview = webview;
  }

  get verdict(): Locator {
    return this.webview.locator('#verdict');
  }

  /** Evidence and remedy of the part that is selected. */
  get detail(): Locator {
    return this.webview.locator('.detail');
  }

  /** The part whose evidence is shown. */
  get selected(): Locator {
    return this.webview.locator('.part[aria-pressed="true"]');
  }

  part(id: string): Locator {
    return this.webview.locator(`[data-part="${id}"]`);
  }

  /** All parts of the way of a secret in the order of trust. */
  read(): Promise<readonly DrawnPart[]> {
    return this.webview.locator('.chain:not(.cloud) .part').evaluateAll((parts) =>
      parts.map((part) => {
        const drawn = part.parentElement?.querySelector('.link-stroke path, .card-state .icon');
        const style = drawn ? getComputedStyle(drawn) : undefined;
        return {
          part: part.getAttribute('data-part') ?? '',
          spoken: part.textContent.replaceAll(/\s+/g, ' ').trim(),
          colour: (drawn?.tagName === 'path' ? style?.stroke : style?.color) ?? '',
        };
      }),
    );
  }

  /** The colour that the theme has for what is well. */
  goodColour(): Promise<string> {
    return this.webview.locator('body').evaluate((body) => {
      const probe = body.appendChild(document.createElement('i'));
      probe.style.color = 'var(--tone-good)';
      const { color } = getComputedStyle(probe);
      probe.remove();
      return color;
    });
  }

  /** Keeps every state that a part goes through from now on, the present one first. */
  record(): Promise<void> {
    return this.page.evaluate((page) => {
      const seen: [part: string, spoken: string][] = [];
      const look = () => {
        for (const part of page.querySelectorAll('[data-part]')) {
          const id = part.getAttribute('data-part') ?? '';
          const spoken = part.textContent.replaceAll(/\s+/g, ' ').trim();
          if (seen.findLast(([known]) => known === id)?.[1] !== spoken) seen.push([id, spoken]);
        }
      };
      look();
      new MutationObserver(look).observe(page, {
        subtree: true,
        childList: true,
        characterData: true,
      });
      Object.assign(page, { seen });
    });
  }

  /** What {@link record} has kept of a part, in order. */
  async recorded(part: string): Promise<readonly string[]> {
    const seen = await this.page.evaluate(
      (page) => Reflect.get(page, 'seen') as [part: string, spoken: string][],
    );
    return seen.filter(([id]) => id === part).map(([, spoken]) => spoken);
  }

  private get page(): Locator {
    return this.webview.locator('.page');
  }
}
