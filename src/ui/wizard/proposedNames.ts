/** The instance's name in the characters that every kind of resource takes. */
const base = (instance: string): string =>
  instance
    .replace(/[^A-Za-z0-9-]/g, '-')
    .replace(/-{2,}/g, '-')
    .replace(/^-|-$/g, '');

/** Names for what is made beside an instance, to begin with; the user changes them. */
export const proposedNames = (instance: string) => ({
  vault: `kv-${base(instance)}`.slice(0, 24).replace(/-$/, ''),
  identity: `id-${base(instance)}-secrets`,
  cloudIdentity: `id-${base(instance)}-cloud`,
});
