/** Where in the query text a token stands. Lines count from 1, characters from 0. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** Why a query was not run, in the three ways in which Resource Graph tells them apart. */
export type KqlFailure =
  | {
      readonly kind: 'syntax';
      readonly position: Position;
      /** The text that could not be read; `<EOF>` at the end of the query. */
      readonly token: string;
      readonly expected: string;
    }
  | { readonly kind: 'unknownTable'; readonly table: string }
  | { readonly kind: 'semantic'; readonly message: string };

export class KqlError extends Error {
  constructor(readonly failure: KqlFailure) {
    super(describe(failure));
  }
}

export const semanticError = (message: string): KqlError =>
  new KqlError({ kind: 'semantic', message });

function describe(failure: KqlFailure): string {
  switch (failure.kind) {
    case 'syntax':
      return `Line ${failure.position.line}, character ${failure.position.character}: "${failure.token}" where ${failure.expected} was expected.`;
    case 'unknownTable':
      return `Table ${failure.table} is invalid, unsupported or disallowed.`;
    case 'semantic':
      return failure.message;
  }
}
