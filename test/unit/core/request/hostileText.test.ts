import { describe, expect, it } from 'vitest';
import { UserFacingError } from '../../../../src/core/errors';
import type { AccessRequest } from '../../../../src/core/request/accessRequest';
import { grantableRoles } from '../../../../src/core/request/grantableRoles';
import { customRoleJson, requestText } from '../../../../src/core/request/requestText';
import { hostileNames } from '../../../fakes/hostileNames';
import { runWithStandIns } from '../../../fakes/standInPrograms';

const numbered = hostileNames.map((text, index) => [index, text.slice(0, 40), text] as const);
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

const scopeWith = (text: string): string => `/subscriptions/s1/resourceGroups/${text}`;

/** A request that has the text wherever Azure has a word in it. */
function requestWith(text: string): AccessRequest {
  const [role] = grantableRoles;
  if (!role) throw new Error('There is no role.');
  const grant = { role, scope: scopeWith(text), reasons: [text] };
  return {
    instanceName: text,
    instanceId: text,
    tenantId: text,
    caller: { objectId: text, kind: 'User' },
    grants: [grant],
    registrations: [{ namespace: 'Microsoft.IoTOperations', subscriptionId: text }],
    customRole: {
      name: `Secure settings of ${text}`,
      actions: ['*/read'],
      dataActions: [],
      assignableScopes: [scopeWith(text)],
      scopes: [scopeWith(text)],
    },
    besideCustomRole: [grant],
    unchecked: [{ action: '*/read', scope: scopeWith(text) }],
  };
}

const expectedCalls = (text: string, role: string): readonly (readonly string[])[] => {
  const assign = (name: string): readonly string[] => [
    ...['az', 'role', 'assignment', 'create', '--assignee-object-id', text],
    ...['--assignee-principal-type', 'User', '--role', name, '--scope', scopeWith(text)],
  ];
  const register = ['az', 'provider', 'register', '--namespace', 'Microsoft.IoTOperations'];
  return [
    assign(role),
    [...register, '--subscription', text],
    ['az', 'role', 'definition', 'create', '--role-definition', 'custom-role.json'],
    assign(`Secure settings of ${text}`),
    assign(role),
  ];
};

describe('a hostile text in a request to an administrator', { timeout: 30_000 }, () => {
  it.each(numbered)('%i, %j, reaches az to the letter, or is refused', (_, _short, text) => {
    const request = requestWith(text);
    if (unseen.test(text)) {
      expect(() => requestText(request)).toThrow(UserFacingError);
      return;
    }
    const words = requestText(request);
    for (const line of words.split('\n')) expect(line).not.toMatch(unseen);
    const commands = words.split('\n').filter((line) => /^ *az /.test(line));
    const { calls, files } = runWithStandIns(['sh'], 'request.sh', `${commands.join('\n')}\n`);
    expect(calls).toEqual(expectedCalls(text, request.grants[0]?.role.name ?? ''));
    expect(files).toEqual([]);
  });

  it.each(numbered)('%i, %j, is the same text in the custom role', (_, _short, text) => {
    const { customRole } = requestWith(text);
    if (!customRole) throw new Error('There is no custom role.');
    expect(JSON.parse(customRoleJson(customRole))).toMatchObject({
      Name: `Secure settings of ${text}`,
      AssignableScopes: [scopeWith(text)],
    });
  });
});
