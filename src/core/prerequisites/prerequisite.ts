import type { Finding } from '../model/finding';
import type { ProviderRef } from './providers';

/** What mends a prerequisite, as far as the extension can lead there. */
export type Remedy =
  | { readonly kind: 'registerProviders'; readonly providers: readonly ProviderRef[] }
  | { readonly kind: 'enableClusterIdentity' }
  | { readonly kind: 'updateByAzureCli' }
  | { readonly kind: 'becomeOfficer' }
  /** A line of the Azure CLI for a shell. */
  | { readonly kind: 'line'; readonly line: string }
  /** The missing actions and their scopes, for the one who grants them. */
  | { readonly kind: 'copyActions'; readonly text: string };

/** One thing that must be so before secure settings can be enabled, and whether it is. */
export interface Prerequisite {
  readonly id: string;
  readonly title: string;
  readonly finding: Finding;
  readonly remedy?: Remedy;
}
