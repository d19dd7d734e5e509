import type { HttpClient } from '@azure/core-rest-pipeline';

/** A network on which simulated hosts have other names, in addresses and in what is answered. */
export interface RenamedHosts extends HttpClient {
  /** Hosts that requests went to, by their new names. */
  readonly asked: ReadonlySet<string>;
}

/** @param names new name of each host by its simulated one; hosts that are not here are not found */
export function renamedHosts(
  inner: HttpClient,
  names: Readonly<Record<string, string>>,
): RenamedHosts {
  const asked = new Set<string>();
  return {
    asked,
    async sendRequest(request) {
      const url = new URL(request.url);
      asked.add(url.host);
      const [simulated] = Object.entries(names).find(([, name]) => name === url.host) ?? [];
      if (simulated === undefined) throw new Error(`There is no ${url.host} here.`);
      url.host = simulated;
      request.url = url.href;
      const response = await inner.sendRequest(request);
      const text = Object.entries(names).reduce(
        (body, [from, to]) => body.replaceAll(from, to),
        response.bodyAsText ?? '',
      );
      return { ...response, bodyAsText: text };
    },
  };
}
