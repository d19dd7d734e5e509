import { isObject, type JsonObject } from '../core/model/json';
import type { Fault } from './faults';
import type { WireRequest } from './provider';

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

const propertiesOf = (body: JsonObject): JsonObject =>
  isObject(body['properties']) ? body['properties'] : {};

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
    fault: ({ variant }) => ({
      colleague: (body) => ({
        ...body,
        tags: { ...(isObject(body['tags']) ? body['tags'] : {}), [`colleague-${variant}`]: 'here' },
      }),
    }),
  },
  /** Somebody else changes what this extension wants to change. */
  colleagueSame: {
    meets: isShared,
    fault: ({ variant }) => ({
      colleague: (body) => {
        const properties = propertiesOf(body);
        return 'keyvaultName' in properties
          ? { ...body, properties: { ...properties, keyvaultName: `kv-colleague-${variant}` } }
          : undefined;
      },
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
