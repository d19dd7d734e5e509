/**
 * The claims that a `WWW-Authenticate` header asks for, as JSON text; undefined when it asks for none
 * or they can't be read. The header's `error` plays no role: services use several for the same.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/claims-challenge
 */
export function claimsOf(challenge: string | undefined): string | undefined {
  const encoded = /(?:^|[\s,])claims="([^"]*)"/i.exec(challenge ?? '')?.[1];
  if (encoded === undefined || encoded === '') return undefined;
  const bytes = decodeBase64(encoded);
  if (bytes === undefined) return undefined;
  const text = new TextDecoder().decode(bytes);
  try {
    JSON.parse(text);
    return text;
  } catch {
    return undefined;
  }
}

function decodeBase64(text: string): Uint8Array | undefined {
  const standard = text.replaceAll('-', '+').replaceAll('_', '/');
  return /^[A-Za-z0-9+/]+=*$/.test(standard) ? Buffer.from(standard, 'base64') : undefined;
}
