import type { KqlError } from '../kql/kqlError';
import { ArmFault } from '../provider';
import type { World } from '../world';

interface Detail {
  readonly code: string;
  readonly message: string;
  readonly [key: string]: string | number;
}

const support = (world: World): string =>
  'Please provide below info when asking for support: ' +
  `timestamp = ${new Date(world.now()).toISOString()}, correlationId = ${world.newGuid()}.`;

export const badRequest = (world: World, ...details: readonly Detail[]): ArmFault =>
  new ArmFault(400, 'BadRequest', support(world), { details });

/** 429 as Resource Graph words it. */
export const throttled = (world: World, headers: Record<string, string>): ArmFault =>
  new ArmFault(429, 'RateLimiting', support(world), {
    headers,
    details: [
      {
        code: 'RateLimiting',
        message:
          'Client application has been throttled and should not continue to make requests at this time.',
      },
    ],
  });

const invalidQuery: Detail = {
  code: 'InvalidQuery',
  message:
    'Query is invalid. Please refer to the documentation for the Azure Resource Graph service and fix the error before retrying.',
};

/** The answer for a query that can't be run. */
export function queryFault(world: World, error: KqlError): ArmFault {
  const { failure } = error;
  switch (failure.kind) {
    case 'syntax':
      return badRequest(world, invalidQuery, {
        code: 'ParserFailure',
        message: 'ParserFailure',
        line: failure.position.line,
        characterPositionInLine: failure.position.character,
        token: failure.token,
        expectedToken: failure.expected,
      });
    case 'unknownTable':
      return badRequest(world, invalidQuery, {
        code: 'DisallowedLogicalTableName',
        message: error.message,
      });
    case 'semantic':
      return badRequest(world, invalidQuery, { code: 'SemanticError', message: error.message });
  }
}
