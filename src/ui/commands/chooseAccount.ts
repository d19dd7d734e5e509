import { t } from '@vscode/l10n';
import { UserFacingError } from '../../core/errors';
import type { Account } from '../../core/model/account';
import type { Tenant } from '../../core/model/node';
import { visible } from '../tree/markdown';
import { askAll, into, pick, type WizardStep } from '../wizard/steps';
import { toNode } from './argument';
import type { Command, Deps } from './command';

interface State {
  readonly tenant?: Tenant;
  readonly account?: Account;
}

const title = (): string => t('Choose Account for Tenant');

/** Chooses which account is used in a tenant that several know. */
export const chooseAccount = ({ session }: Deps): Command<'aioSecureSettings.account.choose'> => ({
  id: 'aioSecureSettings.account.choose',
  title: title(),
  async run(argument) {
    const node = toNode(argument);
    const given = node?.kind === 'tenant' ? node.tenant.id : argument;
    const { cloud } = await session.current();
    const all = await cloud.tenants({ signal: new AbortController().signal });
    const shared = all.filter(({ accounts = [] }) => accounts.length > 1);
    const tenant = shared.find(({ id }) => id === given);
    if (shared.length === 0) {
      throw new UserFacingError(
        t('No tenant is known to more than one of your accounts. Add another one by “Sign In…”.'),
      );
    }
    if (given !== undefined && !tenant) {
      throw new UserFacingError(t('Only one of your accounts knows this tenant.'));
    }
    const [only, ...others] = shared;
    const known = tenant ?? (others.length === 0 ? only : undefined);
    const totalSteps = known ? 1 : 2;

    const askTenant: WizardStep<State> = async (state) =>
      into(
        await pick<Tenant>({
          title: title(),
          placeholder: t('Choose a tenant that several of your accounts know'),
          step: 1,
          totalSteps,
          load: () =>
            Promise.resolve(
              shared.map((value) => ({
                label: visible(value.name),
                description: visible(value.accounts?.[0]?.label ?? ''),
                value,
              })),
            ),
        }),
        (chosen) => ({ ...state, tenant: chosen }),
      );
    const askAccount: WizardStep<State> = async (state) =>
      into(
        await pick<Account>({
          title: title(),
          placeholder: t(
            'Choose whose permissions count in {0}',
            visible(state.tenant?.name ?? ''),
          ),
          step: totalSteps,
          totalSteps,
          load: () =>
            Promise.resolve(
              (state.tenant?.accounts ?? []).map((value, index) => ({
                label: visible(value.label),
                ...(index === 0 ? { description: t('in use') } : {}),
                value,
              })),
            ),
        }),
        (account) => ({ ...state, account }),
      );
    const answer = await askAll<State>(
      known ? { tenant: known } : {},
      known ? [askAccount] : [askTenant, askAccount],
    );
    if (answer?.tenant && answer.account) {
      await session.chooseAccount(answer.tenant.id, answer.account);
    }
  },
});
