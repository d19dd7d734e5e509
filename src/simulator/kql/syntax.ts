import type { Value } from './values';

/** A scalar expression. */
export type Expression =
  | { readonly kind: 'literal'; readonly value: Value }
  | { readonly kind: 'column'; readonly name: string }
  /** `of.name`, `of['name']` or `of[0]`. */
  | { readonly kind: 'member'; readonly of: Expression; readonly key: Expression }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'negate'; readonly of: Expression }
  | {
      readonly kind: 'in';
      readonly left: Expression;
      readonly isNegated: boolean;
      readonly ignoresCase: boolean;
      readonly choices: readonly Expression[] | Query;
    }
  | {
      readonly kind: 'between';
      readonly left: Expression;
      readonly isNegated: boolean;
      readonly low: Expression;
      readonly high: Expression;
    };

export const comparisonOperators = ['==', '!=', '=~', '!~', '<', '<=', '>', '>=', '<>'] as const;

/** Each also exists with a leading `!`; `_cs` ones heed case, the others don't. */
export const textOperators = [
  'has',
  'has_cs',
  'hasprefix',
  'hassuffix',
  'contains',
  'contains_cs',
  'startswith',
  'startswith_cs',
  'endswith',
  'endswith_cs',
] as const;

export type TextOperator = (typeof textOperators)[number];
export type BinaryOperator =
  | (typeof comparisonOperators)[number]
  | TextOperator
  | `!${TextOperator}`
  | 'matches regex'
  | 'and'
  | 'or'
  | '+'
  | '-'
  | '*'
  | '/'
  | '%';

/** `name = expression`; without a name Kusto makes one. */
export interface NamedExpression {
  readonly name?: string;
  readonly value: Expression;
}

export interface SortKey {
  readonly by: Expression;
  readonly direction: 'asc' | 'desc';
  readonly nulls: 'first' | 'last';
}

export const joinKinds = ['innerunique', 'inner', 'leftouter', 'fullouter'] as const;
export type JoinKind = (typeof joinKinds)[number];

/** What stands between two bars. */
export type Operator =
  | { readonly kind: 'where'; readonly condition: Expression }
  | { readonly kind: 'extend' | 'project'; readonly columns: readonly NamedExpression[] }
  | { readonly kind: 'project-away' | 'project-keep'; readonly patterns: readonly string[] }
  | {
      readonly kind: 'project-rename';
      readonly renames: readonly { readonly to: string; readonly from: string }[];
    }
  | { readonly kind: 'distinct'; readonly columns: readonly NamedExpression[] | '*' }
  | { readonly kind: 'sort'; readonly keys: readonly SortKey[] }
  | { readonly kind: 'take'; readonly count: number }
  | { readonly kind: 'top'; readonly count: number; readonly key: SortKey }
  | { readonly kind: 'count' }
  | {
      readonly kind: 'summarize';
      readonly aggregates: readonly NamedExpression[];
      readonly by: readonly NamedExpression[];
    }
  | {
      readonly kind: 'mv-expand';
      readonly columns: readonly NamedExpression[];
      readonly limit?: number;
    }
  | {
      readonly kind: 'join';
      readonly joinKind: JoinKind;
      readonly right: Query;
      readonly on: readonly JoinKey[];
    }
  | { readonly kind: 'union'; readonly others: readonly Query[] };

export interface JoinKey {
  readonly left: Expression;
  readonly right: Expression;
}

export interface Query {
  /** First table and, for a leading `union a, b`, the others as its first operator. */
  readonly table: string;
  readonly operators: readonly Operator[];
}
