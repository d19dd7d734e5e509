/**
 * A KQL string literal that holds exactly `text`, whatever it contains.
 *
 * @see https://learn.microsoft.com/kusto/query/scalar-data-types/string
 */
export const kqlString = (text: string): string =>
  `'${text.replace(/[\\']/g, '\\$&').replace(/\n/g, '\\n').replace(/\r/g, '\\r')}'`;
