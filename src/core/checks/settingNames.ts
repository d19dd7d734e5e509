import { t } from '@vscode/l10n';
import type { SettingId } from '../model/node';

/** The secure settings as the documentation calls them. */
export const settingNames: Readonly<Record<SettingId, () => string>> = {
  oidcIssuer: () => t('OIDC issuer'),
  workloadIdentity: () => t('Workload identity'),
  secretSync: () => t('Secret synchronization'),
  cloudIdentity: () => t('Cloud identity'),
};
