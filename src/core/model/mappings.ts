/** Which secret of the vault becomes which key of a Kubernetes secret. */
export interface Mapping {
  /** `name`, or `name/1` for the version before the newest. */
  readonly source: string;
  readonly key: string;
}

/** What becomes of one mapping of a SecretSync. */
export type MappingChange =
  /** Its key is one that another mapping has as well. */
  | { readonly kind: 'rename'; readonly source: string; readonly key: string; readonly to: string }
  | { readonly kind: 'drop'; readonly source: string; readonly key: string }
  | { readonly kind: 'add'; readonly source: string; readonly key: string };

/** As Kubernetes takes keys of a secret. */
const keyPattern = /^[-._a-zA-Z0-9]{1,253}$/;

export const isSecretKey = (text: string): boolean =>
  keyPattern.test(text) && text !== '.' && !text.startsWith('..');

/** The keys that more than one mapping has, each once. */
export const sharedKeys = (mappings: readonly Mapping[]): readonly string[] => {
  const keys = mappings.map(({ key }) => key);
  return [...new Set(keys.filter((key, index) => keys.indexOf(key) !== index))];
};
