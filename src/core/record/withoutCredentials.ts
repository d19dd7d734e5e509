/** Texts that look like something to log in with, whatever they stand in. */
const credentials: readonly RegExp[] = [
  // Tokens of Microsoft Entra and of Kubernetes.
  /\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?/g,
  /\bBearer\s+[\w.~+/=-]+/gi,
  // Signed addresses, connection strings and the like.
  /\b(?:sig|signature|accountkey|sharedaccesskey|password|pwd|secret|client_secret)=[^&;\s"']+/gi,
  /-----BEGIN [A-Z ]+-----[\s\S]*?(?:-----END [A-Z ]+-----|$)/g,
  // Names and passwords inside addresses.
  /(?<=:\/\/)[^/\s@]+@/g,
];

/**
 * The text without anything that looks like a credential. A second line of defence: what is written
 * down is chosen field by field, and none of these fields is meant for a secret.
 */
export const withoutCredentials = (text: string): string =>
  credentials.reduce((rest, pattern) => rest.replace(pattern, '[removed]'), text);
