import { at, isObject, type JsonObject } from '../core/model/json';
import type { Fault } from './faults';
import type { WireRequest } from './provider';
import type { World } from './world';

/** What a fault of a schedule may vary by. */
export interface Occasion {
  readonly nowMs: number;
  /** Different for each fault of a schedule. */
  readonly variant: number;
}

interface Kind {
  /** Which requests it can hit. */
  readonly meets: (request: WireRequest) => boolean;
  readonly fault: (occasion: Occasion) => Fault;
}

const armHost = 'management.azure.com';

const isArm = ({ url }: WireRequest): boolean => url.host === armHost;

/** A vault's own host, where its secrets are. */
const isVault = ({ url }: WireRequest): boolean => url.host.endsWith('.vault.azure.net');

const isOperation = ({ url }: WireRequest): boolean =>
  /\/locations\/[^/]+\/operation(Statuses|Results)\//i.test(url.pathname);

/** Types whose writes are accepted first and done later. */
const longRunning =
  /\/providers\/microsoft\.(kubernetes\/connectedclusters|secretsynccontroller\/\w+|iotoperations\/instances)\/[^/]+(\/dataflowEndpoints\/[^/]+)?$/i;

const isLongWrite = (request: WireRequest): boolean =>
  ['PUT', 'DELETE'].includes(request.method) &&
  isArm(request) &&
  longRunning.test(request.url.pathname);

const isShared = (request: WireRequest): boolean =>
  ['GET', 'PUT'].includes(request.method) &&
  isArm(request) &&
  longRunning.test(request.url.pathname);

const answers = (status: number, code: string, headers: Record<string, string> = {}): Kind => ({
  meets: isArm,
  fault: () => ({ status, code, message: `${code} (simulated).`, headers }),
});

/** The same at a vault's own host. */
const atVault = ({ fault }: Kind): Kind => ({ meets: isVault, fault });

const network = (name: NonNullable<Fault['network']>): Kind => ({
  meets: isArm,
  fault: () => ({ network: name }),
});

const operation = (end: NonNullable<Fault['operation']>, code: string): Kind => ({
  meets: isLongWrite,
  fault: () => ({ operation: end, code, message: `${code} (simulated).` }),
});

/** What the service asks to wait, in seconds. */
const retryAfterSeconds = ({ variant }: Occasion): number => 1 + (variant % 7) * 5;

const throttled = (headers: (occasion: Occasion) => Record<string, string>): Kind => ({
  meets: isArm,
  fault: (occasion) => ({
    status: 429,
    code: 'TooManyRequests',
    message: 'Too many requests (simulated).',
    headers: headers(occasion),
  }),
});

const challenge = (error: string, claims = ''): Record<string, string> => ({
  'WWW-Authenticate': `Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", error="${error}"${claims}`,
});

const claims = `, claims="${Buffer.from('{"access_token":{"nbf":{"essential":true,"value":"1"}}}').toString('base64')}"`;

const isPut = ({ method }: WireRequest): boolean => method === 'PUT';

const propertiesOf = (body: JsonObject): JsonObject =>
  isObject(body['properties']) ? body['properties'] : {};

const bodyOf = ({ body }: WireRequest): JsonObject => {
  const parsed: unknown = JSON.parse(body ?? '{}');
  return isObject(parsed) ? parsed : {};
};

/** The settings of an endpoint in which it says how it logs in. */
const loginSettingsOf = (properties: JsonObject): string | undefined =>
  Object.keys(properties).find((name) => isObject(at(properties, name, 'authentication')));

/** In the tags; an endpoint has none, so there it is the host. */
function changedElsewhere(body: JsonObject, variant: number): JsonObject {
  const name = `colleague-${variant}`;
  const properties = propertiesOf(body);
  const settings = loginSettingsOf(properties);
  if (settings === undefined) {
    const tags = isObject(body['tags']) ? body['tags'] : {};
    return { ...body, tags: { ...tags, [name]: 'here' } };
  }
  const before = at(properties, settings);
  const host = `${name}.servicebus.windows.net:9093`;
  return {
    ...body,
    properties: { ...properties, [settings]: { ...(isObject(before) ? before : {}), host } },
  };
}

/** The vault of a class, or how an endpoint logs in; nothing of others. */
function changedSame(body: JsonObject, variant: number): JsonObject | undefined {
  const name = `rival-${variant}`;
  const properties = propertiesOf(body);
  if ('keyvaultName' in properties) {
    return { ...body, properties: { ...properties, keyvaultName: `kv-${name}` } };
  }
  const settings = loginSettingsOf(properties);
  if (settings === undefined) return undefined;
  const before = at(properties, settings);
  const authentication = {
    method: 'X509Certificate',
    x509CertificateSettings: { secretRef: name },
  };
  return {
    ...body,
    properties: {
      ...properties,
      [settings]: { ...(isObject(before) ? before : {}), authentication },
    },
  };
}

/** The collection of credentials that a request is about, or about one of it. */
const credentialsOf = ({ url }: WireRequest): string | undefined =>
  /^.*\/userAssignedIdentities\/[^/]+\/federatedIdentityCredentials(?=\/|$)/i.exec(
    url.pathname,
  )?.[0];

const aCredential = (issuer: string, variant: number): JsonObject => ({
  properties: {
    issuer,
    subject: `system:serviceaccount:colleague-${variant}:default`,
    audiences: ['api://AzureADTokenExchange'],
  },
});

const withAudience = (body: JsonObject, audience: string): JsonObject => ({
  ...body,
  properties: { ...propertiesOf(body), audiences: [audience] },
});

/** The assignments at the scope of a request that is about them, or about one. */
const assignmentsOf = ({ url }: WireRequest): string | undefined =>
  /^.*\/providers\/Microsoft\.Authorization\/roleAssignments(?=\/|$)/i.exec(url.pathname)?.[0];

const colleagueGuid = (variant: number): string =>
  `c0c0c0c0-0000-4000-8000-${String(variant).padStart(12, '0')}`;

/** Reading is all that it allows. */
function aRoleOfAPerson(path: string, world: World): JsonObject | undefined {
  const person = [...world.principals.values()].find(({ kind }) => kind === 'User');
  const subscription = /^\/subscriptions\/[^/]+/.exec(path)?.[0];
  if (!person || subscription === undefined) return undefined;
  const role = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';
  return {
    properties: {
      roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
      principalId: person.objectId,
      principalType: 'User',
    },
  };
}

/** Everything that can go wrong between this extension and Azure, by name. */
export const faultKinds = {
  lostRequest: network('lostRequest'),
  lostAnswer: network('lostAnswer'),
  cutAnswer: network('cutAnswer'),
  silence: network('silence'),
  reset: network('reset'),
  dns: network('dns'),
  tls: network('tls'),
  status408: answers(408, 'RequestTimeout'),
  throttled: throttled(() => ({})),
  throttledForSeconds: throttled((occasion) => ({
    'Retry-After': String(retryAfterSeconds(occasion)),
  })),
  throttledUntilDate: throttled((occasion) => ({
    'Retry-After': new Date(
      // Dates know no parts of a second.
      Math.ceil(occasion.nowMs / 1_000 + retryAfterSeconds(occasion)) * 1_000,
    ).toUTCString(),
  })),
  status500: answers(500, 'InternalServerError'),
  status501: answers(501, 'NotImplemented'),
  status502: answers(502, 'BadGateway'),
  status503: answers(503, 'ServiceUnavailable', { 'Retry-After': '4' }),
  status504: {
    // The gateway gave up, and the service behind it did not.
    meets: isArm,
    fault: () => ({
      status: 504,
      code: 'GatewayTimeout',
      message: 'The gateway did not receive a response in time (simulated).',
      isCarriedOut: true,
    }),
  },
  tokenExpired: answers(401, 'ExpiredAuthenticationToken', challenge('invalid_token')),
  claimsChallenge: answers(
    401,
    'InvalidAuthenticationToken',
    challenge('insufficient_claims', claims),
  ),
  vaultLostRequest: atVault(network('lostRequest')),
  vaultSilence: atVault(network('silence')),
  vaultThrottled: atVault(
    throttled((occasion) => ({ 'Retry-After': String(retryAfterSeconds(occasion)) })),
  ),
  vaultUnavailable: atVault(answers(503, 'ServiceUnavailable')),
  vaultTokenExpired: atVault(answers(401, 'Unauthorized', challenge('invalid_token'))),
  /** A role is there, but not effective yet. */
  vaultRoleIsLate: atVault(answers(403, 'ForbiddenByRbac')),
  pollUnknown: {
    meets: isOperation,
    fault: () => ({
      status: 404,
      code: 'ResourceNotFound',
      message: 'Not known here (simulated).',
    }),
  },
  operationFails: operation('fails', 'InternalServerError'),
  operationCanceled: operation('isCanceled', 'Canceled'),
  operationNeverEnds: operation('neverEnds', 'OperationTimedOut'),
  graphLags: {
    meets: ({ url }) => /\/providers\/microsoft\.resourcegraph\//i.test(url.pathname),
    fault: ({ variant }) => ({ indexLagMs: 60_000 * (1 + (variant % 10)) }),
  },
  /** Somebody else changes what this extension leaves alone. */
  colleagueElsewhere: {
    meets: isShared,
    fault: ({ variant }) => ({ colleague: (body) => changedElsewhere(body, variant) }),
  },
  /** Somebody else changes what this extension wants to change. */
  colleagueSame: {
    meets: isShared,
    fault: ({ variant }) => ({ colleague: (body) => changedSame(body, variant) }),
  },
  /** Somebody else lets another workload log in as the same identity. */
  colleagueCredential: {
    meets: (request) => isArm(request) && credentialsOf(request) !== undefined,
    fault: ({ variant }) => ({
      isInTheWay: true,
      beside: (request) => ({
        path: `${credentialsOf(request) ?? ''}/colleague-${variant}`,
        body: aCredential(`https://issuer.example/colleague-${variant}/`, variant),
      }),
    }),
  },
  /** Somebody else writes the very credential that this extension writes, with another audience. */
  colleagueSameCredential: {
    meets: (request) => isArm(request) && isPut(request) && credentialsOf(request) !== undefined,
    fault: ({ variant }) => ({
      isInTheWay: true,
      beside: (request) => ({
        path: request.url.pathname,
        body: withAudience(bodyOf(request), `api://rival-${variant}`),
      }),
    }),
  },
  /** Somebody else gives a person a role at the same scope. */
  colleagueRole: {
    meets: (request) => isArm(request) && assignmentsOf(request) !== undefined,
    fault: ({ variant }) => ({
      beside: (request, world) => {
        const path = `${assignmentsOf(request) ?? ''}/${colleagueGuid(variant)}`;
        const body = aRoleOfAPerson(path, world);
        return body && { path, body };
      },
    }),
  },
  /** Somebody else gives the same role to the same identity. */
  colleagueSameRole: {
    meets: (request) => isArm(request) && isPut(request) && assignmentsOf(request) !== undefined,
    fault: ({ variant }) => ({
      beside: (request) => ({
        path: `${assignmentsOf(request) ?? ''}/${colleagueGuid(variant)}`,
        body: bodyOf(request),
      }),
    }),
  },
} as const satisfies Record<string, Kind>;

export type FaultKind = keyof typeof faultKinds;

export const faultKindNames = Object.keys(faultKinds) as readonly FaultKind[];

export const isFaultKind = (name: string): name is FaultKind => Object.hasOwn(faultKinds, name);

/** What a bad network does to everybody, and what goes away by itself. */
export const networkFaultKinds = [
  'lostRequest',
  'lostAnswer',
  'cutAnswer',
  'reset',
  'dns',
  'status408',
  'throttled',
  'throttledForSeconds',
  'throttledUntilDate',
  'status500',
  'status502',
  'status503',
  'status504',
] as const satisfies readonly FaultKind[];
