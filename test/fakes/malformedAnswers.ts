import {
  createHttpHeaders,
  type HttpClient,
  type PipelineRequest,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';

const oddities: readonly unknown[] = [
  null,
  undefined,
  0,
  -1,
  1e308,
  true,
  '',
  ' ',
  'Zzz',
  '\u0000',
  '\u202e',
  'https://[',
  'javascript:alert(1)',
  '/subscriptions//resourceGroups//providers',
  '9999-99-99T99:99:99Z',
  [],
  {},
  [null],
  [null, 7, 'x', [], {}],
  [[[]]],
  { value: null },
  'x'.repeat(10_000),
];

const pick = <T>(from: readonly T[], random: () => number): T | undefined =>
  from[Math.floor(random() * from.length)];

/** Replaces, drops and renames a few things, anywhere in a value of JSON. */
function mutate(value: unknown, random: () => number, rate: number): unknown {
  if (random() < rate) return pick(oddities, random);
  if (Array.isArray(value)) {
    const items = value.map((item) => mutate(item, random, rate));
    return random() < rate ? [null, ...items, ...items] : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(() => random() >= rate)
      .map(([key, item]) => [random() < rate / 4 ? '__proto__x' : key, mutate(item, random, rate)]),
  );
}

export type Malformation =
  'shape' | 'html' | 'nothing' | 'list' | 'null' | 'cut' | 'huge' | 'endless';
export const malformations: readonly Malformation[] = [
  'shape',
  'html',
  'nothing',
  'list',
  'null',
  'cut',
  'huge',
  'endless',
];

/** Above what any answer may have. */
const huge = `{"value":"${'x'.repeat(20 * 1024 * 1024)}"}`;

/** Answers of an inner transport, some of them as no Azure would give them. */
export class MalformedAnswers implements HttpClient {
  count = 0;

  constructor(
    private readonly inner: HttpClient,
    private readonly random: () => number,
    private readonly kind: Malformation,
    /** In [0, 1]: how many of the answers; may change meanwhile. */
    public share: number,
  ) {}

  async sendRequest(request: PipelineRequest): Promise<PipelineResponse> {
    const url = new URL(request.url);
    if (url.pathname === '/endless') {
      const bodyAsText = this.endless(Number(url.searchParams.get('n')));
      return { request, status: 200, headers: createHttpHeaders(), bodyAsText };
    }
    const response = await this.inner.sendRequest(request);
    if (this.random() >= this.share) return response;
    this.count++;
    return { ...response, bodyAsText: this.spoil(response.bodyAsText ?? '') };
  }

  private spoil(text: string): string {
    switch (this.kind) {
      case 'html':
        return '<!doctype html><title>Proxy</title><script>alert(1)</script>';
      case 'nothing':
        return '';
      case 'list':
        return '[{"id":"x"}]';
      case 'null':
        return 'null';
      case 'cut':
        return text.slice(0, text.length / 2);
      case 'huge':
        return huge;
      case 'endless':
        return this.endless(0);
      case 'shape':
        return JSON.stringify(mutate(parse(text), this.random, 0.03) ?? null);
    }
  }

  private endless(page: number): string {
    const nextLink = `https://management.azure.com/endless?n=${page + 1}`;
    return JSON.stringify({ value: [], data: [], $skipToken: String(page + 1), nextLink });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
