import { t } from '@vscode/l10n';
import { valueOf } from '../../core/model/fact';
import type { Observation } from '../../core/observe/observation';
import { drawnIdentities, cloudKey } from '../../core/verify/cloud';
import type { Check } from '../../core/verify/verification';
import { isCloudPart, type CloudPart, type CloudPartId } from '../../protocol/chain';

/** `cloud map id-plant-cloud`: what the check is about, and of what name. */
const after = ({ id }: Check, prefix: string): string | undefined =>
  id.startsWith(prefix) ? id.slice(prefix.length) : undefined;

const partId = ({ id }: Check): { readonly id?: CloudPartId } => (isCloudPart(id) ? { id } : {});

const said = (check: Check) => ({
  ...partId(check),
  state: check.finding.state,
  words: check.finding.words,
});

/** The word of a link, of one to three words. */
function credentialWord({ finding: { state } }: Check): string {
  if (state === 'done' || state === 'notProved') return t('trusts data flows');
  if (state === 'notStarted') return t('later');
  return state === 'unknown' ? t('not readable') : t('does not trust');
}

function roleWord({ finding: { state } }: Check): string {
  if (state === 'done') return t('has a role');
  if (state === 'notProved') return t('not proved');
  return state === 'unknown' ? t('not readable') : t('no role');
}

/** The endpoint's card; where its role was looked at, the link and the target, too. */
function ofEndpoint(
  name: string,
  endpoint: Check,
  all: readonly Check[],
  { host, isOwned }: { readonly host: string; readonly isOwned: boolean },
) {
  const card: CloudPart = {
    kind: 'endpoint',
    title: t('Endpoint'),
    name,
    ...said(endpoint),
    ...(isOwned ? { isOwned } : {}),
  };
  const role = all.find(({ id }) => id === `cloud endpoint ${name} role`);
  if (!role) return [card];
  const link: CloudPart = {
    kind: 'role',
    title: '',
    name: '',
    ...said(role),
    words: roleWord(role),
  };
  const target: CloudPart = {
    kind: 'target',
    title: t('Cloud resource'),
    name: host,
    state: role.finding.state,
    words: role.finding.words,
  };
  return [card, link, target];
}

/** Every identity with the endpoints that log in as it; then those whose identity is not assigned. */
export function toCloudParts(cloud: readonly Check[], seen: Observation): readonly CloudPart[] {
  const endpoints = (seen.chain && valueOf(seen.chain.endpoints)) ?? [];
  const shown = cloud.flatMap((check) => {
    const name = after(check, 'cloud endpoint ');
    const endpoint = endpoints.find((each) => each.name === name);
    return name === undefined || !endpoint ? [] : [{ check, name, endpoint }];
  });
  const clientIds = drawnIdentities(seen).flatMap(
    ({ identity }) => valueOf(identity)?.clientId.toLowerCase() ?? [],
  );
  const isUnassigned = ({ endpoint: { clientId = '' } }: (typeof shown)[number]) =>
    !clientIds.includes(clientId);
  const partsOf = (each: (typeof shown)[number]) =>
    ofEndpoint(each.name, each.check, cloud, {
      host: each.endpoint.host ?? '–',
      isOwned: !isUnassigned(each),
    });
  // Only where all endpoints are known can it be said that none uses an identity.
  const unused: readonly CloudPart[] =
    seen.chain?.endpoints.kind === 'known'
      ? [
          {
            kind: 'endpoint',
            title: t('Endpoint'),
            name: '–',
            state: 'notStarted',
            words: t('None uses it yet'),
          },
        ]
      : [];
  const assigned = drawnIdentities(seen).flatMap((owner): readonly CloudPart[] => {
    const key = cloudKey(owner, seen);
    const clientId = valueOf(owner.identity)?.clientId.toLowerCase();
    const map = cloud.find(({ id }) => id === `cloud map ${key}`);
    const credential = cloud.find(({ id }) => id === `cloud credential ${key}`);
    if (!map) return [];
    const own = shown.filter((each) => each.endpoint.clientId === clientId);
    return [
      { kind: 'identity', title: t('Managed identity'), name: map.title, ...said(map) },
      ...(credential
        ? [
            {
              kind: 'credential',
              title: '',
              name: '',
              ...said(credential),
              words: credentialWord(credential),
            } as const,
          ]
        : []),
      ...(own.length > 0 ? own.flatMap(partsOf) : unused),
    ];
  });
  const unread = cloud.find(({ id }) => id === 'cloud endpoints');
  return [
    ...assigned,
    ...shown.filter(isUnassigned).flatMap(partsOf),
    ...(unread
      ? [{ kind: 'endpoint', title: t('Endpoints'), name: '–', ...said(unread) } as const]
      : []),
  ];
}
