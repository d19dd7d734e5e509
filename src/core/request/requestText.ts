import { t } from '@vscode/l10n';
import { UserFacingError } from '../errors';
import { visible } from '../model/visible';
import { scopeName } from '../permissions';
import type { Caller } from '../ports';
import { quoteSh } from '../shell/quote';
import type { AccessRequest, CustomRole, WantedGrant } from './accessRequest';

/** What a terminal acts on, or a reader does not see: controls, line separators, direction marks. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/**
 * A line for a shell.
 *
 * @throws {UserFacingError} a name in it has a character that a terminal would act on, or that nobody sees
 */
function line(...parts: readonly string[]): string {
  const text = parts.join(' ');
  if (!unseen.test(text)) return text;
  throw new UserFacingError(
    t('A name in the command has a line break or another control character. Rename the resource.'),
  );
}

const assignLine = ({ objectId, kind }: Caller, role: string, scope: string): string =>
  line(
    'az role assignment create',
    `--assignee-object-id ${quoteSh(objectId)}`,
    `--assignee-principal-type ${kind}`,
    `--role ${quoteSh(role)}`,
    `--scope ${quoteSh(scope)}`,
  );

const kindWords = ({ kind }: Caller): string => (kind === 'User' ? t('user') : t('application'));

function grantText(caller: Caller, { role, scope, reasons }: WantedGrant, index: number): string {
  return [
    `${index + 1}. ${t('{0} on {1}', role.name, visible(scopeName(scope)))}`,
    `   ${visible(scope)}`,
    `   ${t('Needed to: {0}', reasons.map((reason) => visible(reason)).join('; '))}`,
    `   ${assignLine(caller, role.name, scope)}`,
  ].join('\n');
}

/**
 * The definition as `az role definition create` takes it.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/custom-roles-cli
 */
export const customRoleJson = (role: CustomRole): string =>
  JSON.stringify(
    {
      Name: role.name,
      IsCustom: true,
      Description: t('Enables secure settings of Azure IoT Operations, and nothing else.'),
      Actions: role.actions,
      NotActions: [],
      DataActions: role.dataActions,
      NotDataActions: [],
      AssignableScopes: role.assignableScopes,
    },
    undefined,
    2,
  );

function customText({ caller, besideCustomRole }: AccessRequest, role: CustomRole): string {
  return [
    t('Instead of these roles, a custom role with exactly these permissions (custom-role.json):'),
    customRoleJson(role),
    [
      line('az role definition create --role-definition custom-role.json'),
      ...role.scopes.map((scope) => assignLine(caller, role.name, scope)),
      ...besideCustomRole.map(({ role: { name }, scope }) => assignLine(caller, name, scope)),
    ].join('\n'),
    ...(besideCustomRole.length > 0
      ? [
          t(
            'The right to assign roles is left to the built-in role: in a custom role it would let its holder assign every role.',
          ),
        ]
      : []),
  ].join('\n\n');
}

function uncheckedText({ unchecked }: AccessRequest): string {
  const listed = [...new Set(unchecked.map(({ scope }) => scopeName(scope)))];
  return t(
    'What the account may do at {0} could not be read, so it is asked for, too.',
    visible(listed.join(', ')),
  );
}

/** The request as plain text, for a ticket or a mail to the one who may grant it. */
export function requestText(request: AccessRequest): string {
  const { caller, instanceName, instanceId, tenantId, grants, registrations, customRole } = request;
  const sections = [
    t(
      'Permissions for the secure settings of Azure IoT Operations instance {0}',
      visible(instanceName),
    ),
    [
      t('Instance: {0}', visible(instanceId)),
      t(
        'For {0} with object id {1} in tenant {2}',
        kindWords(caller),
        visible(caller.objectId),
        visible(tenantId),
      ),
    ].join('\n'),
    ...(grants.length > 0
      ? [
          t('Smallest built-in roles, each at the narrowest scope:'),
          ...grants.map((grant, index) => grantText(caller, grant, index)),
        ]
      : []),
    ...(registrations.length > 0
      ? [
          t('Resource providers to register, once for each subscription; it costs nothing:'),
          registrations
            .map(({ namespace, subscriptionId }) =>
              line(
                `az provider register --namespace ${quoteSh(namespace)}`,
                `--subscription ${quoteSh(subscriptionId)}`,
              ),
            )
            .join('\n'),
        ]
      : []),
    ...(customRole ? [customText(request, customRole)] : []),
    ...(request.unchecked.length > 0 ? [uncheckedText(request)] : []),
    ...(grants.length > 0
      ? [t('A role that was just assigned takes up to 10 minutes until it is effective.')]
      : []),
  ];
  return `${sections.join('\n\n')}\n`;
}
