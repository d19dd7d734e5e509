import { t } from '@vscode/l10n';
import { at, booleanAt, isObject, objectsAt, stringAt, type JsonObject } from '../model/json';
import type { ExecPlugin, KubeUser } from './kubeconfig';
import { toMaterial } from './toMaterial';

/** The versions in which a program can be asked for credentials. */
const pluginVersions: ReadonlySet<string> = new Set([
  'client.authentication.k8s.io/v1',
  'client.authentication.k8s.io/v1beta1',
]);

/** What a line of the dialog can show as it is. */
const controls = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
/** A line that a person can still read before agreeing to it. */
const longestLine = 2_000;

/** Visible characters: anything else in a header would begin another one. */
const headerWord = /^[\x21-\x7e]+$/;
const headerText = /^[\x20-\x7e]*$/;

/** Why a user of a kubeconfig file can't be used; undefined when it can. */
export function userProblem(body: JsonObject): string | undefined {
  const provider = stringAt(body, 'auth-provider', 'name');
  if (at(body, 'auth-provider') !== undefined) {
    return t('its auth provider “{0}” is gone from kubectl; use an exec plugin', provider ?? '');
  }
  const token = stringAt(body, 'token');
  if (token !== undefined && !headerWord.test(token)) return t('its token is not one word');
  const name = stringAt(body, 'username');
  if (name !== undefined && (controls.test(name) || name.includes(':'))) {
    return t('its user name is not one');
  }
  const whom = [stringAt(body, 'as') ?? '', ...groupsOf(body)];
  if (!whom.every((each) => headerText.test(each))) return t('it acts on behalf of nobody');
  if ([at(body, 'as-uid'), at(body, 'as-user-extra')].some((each) => each !== undefined)) {
    return t('it acts on behalf of somebody in a way that is not supported');
  }
  const exec = at(body, 'exec');
  return exec === undefined ? undefined : pluginProblem(exec);
}

function pluginProblem(exec: unknown): string | undefined {
  const version = stringAt(exec, 'apiVersion') ?? '';
  if (!pluginVersions.has(version)) {
    return t('its user gets credentials from a program by a version that is not supported');
  }
  const command = stringAt(exec, 'command');
  const args = at(exec, 'args') ?? [];
  if (command === undefined || !isStrings(args)) {
    return t('its user gets credentials from a program that is not named');
  }
  const env = objectsAt(exec, 'env');
  const values = env.map((each) => stringAt(each, 'value') ?? '');
  if (!env.every((each) => /^[A-Za-z_]\w*$/.test(stringAt(each, 'name') ?? ''))) {
    return t('its user gets credentials from a program in an environment that is none');
  }
  const line = [...values, command, ...args];
  if (line.some((part) => controls.test(part)) || line.join(' ').length > longestLine) {
    return t('its user gets credentials from a program whose line can’t be shown');
  }
  return stringAt(exec, 'interactiveMode') === 'Always'
    ? t('its user gets credentials from a program that asks for them in a terminal')
    : undefined;
}

const isStrings = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'string');

function groupsOf(body: JsonObject): readonly string[] {
  const groups = at(body, 'as-groups');
  return isStrings(groups) ? groups : [];
}

function toPlugin(exec: JsonObject, origin: string): ExecPlugin {
  const args = at(exec, 'args');
  return {
    apiVersion: stringAt(exec, 'apiVersion') ?? '',
    command: stringAt(exec, 'command') ?? '',
    args: isStrings(args) ? args : [],
    env: objectsAt(exec, 'env').map((each) => ({
      name: stringAt(each, 'name') ?? '',
      value: stringAt(each, 'value') ?? '',
    })),
    origin,
    wantsCluster: booleanAt(exec, 'provideClusterInfo') === true,
  };
}

/** What says who it is, of several ways the one that kubectl takes. */
function toProof(
  body: JsonObject,
  origin: string,
): Pick<KubeUser, 'token' | 'password' | 'plugin'> {
  const tokenFile = stringAt(body, 'tokenFile');
  if (tokenFile !== undefined) return { token: { kind: 'file', path: tokenFile, origin } };
  const token = stringAt(body, 'token');
  if (token !== undefined) return { token: { kind: 'text', text: token } };
  const user = stringAt(body, 'username');
  if (user !== undefined) {
    return { password: { user, password: stringAt(body, 'password') ?? '' } };
  }
  const exec = at(body, 'exec');
  return isObject(exec) ? { plugin: toPlugin(exec, origin) } : {};
}

/** One that has no {@link userProblem}. */
export function toUser(body: JsonObject, origin: string): KubeUser {
  const certificate = toMaterial(body, 'client-certificate', origin);
  const key = toMaterial(body, 'client-key', origin);
  const actsAs = stringAt(body, 'as');
  return {
    ...(certificate ? { certificate } : {}),
    ...(key ? { key } : {}),
    ...toProof(body, origin),
    ...(actsAs === undefined ? {} : { actsAs: { user: actsAs, groups: groupsOf(body) } }),
  };
}
