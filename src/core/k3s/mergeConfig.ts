import { t } from '@vscode/l10n';
import { isMap, type Node } from 'yaml';
import { UserFacingError } from '../errors';
import {
  apiServerKey,
  applyEdit,
  editArgs,
  isNoEdit,
  ownIssuer,
  requirePlainIssuer,
  type ArgsEdit,
} from './apiServerArgs';
import { mergeText } from './mergeText';
import { parseConfig, type K3sFile, type ParsedConfig } from './parseConfig';
import { lookAround, requireEffect, type K3sFileSet } from './readingOrder';

export type K3sMerge =
  { readonly kind: 'unchanged' } | { readonly kind: 'changed'; readonly text: string };

const argsOf = ({ pairs }: ParsedConfig): readonly string[] => pairs.flatMap(({ args }) => args);

/** Whether keys stand in lines, so that one can be added or changed alone. */
const isInLines = ({ isEmpty, document: { contents } }: ParsedConfig): boolean =>
  isEmpty || (isMap(contents) && contents.flow !== true);

/** In braces as a whole, or nothing but `null`: written anew, for there are no lines to keep. */
function rewrite({ text }: K3sFile, { document }: ParsedConfig, args: readonly string[]): string {
  if (!isMap<Node, Node | null>(document.contents)) document.contents = document.createNode({});
  while (document.delete(apiServerKey) || document.delete(`${apiServerKey}+`));
  document.set(apiServerKey, document.createNode(args));
  const rewritten = document.toString({ lineWidth: 0 });
  return text.includes('\r\n') ? rewritten.replaceAll('\n', '\r\n') : rewritten;
}

/** The text with the edit, read again to see that it says what it is to say and nothing else changed. */
function write(file: K3sFile, parsed: ParsedConfig, edit: ArgsEdit): string {
  const wanted = applyEdit(argsOf(parsed), edit);
  try {
    const text = isInLines(parsed)
      ? mergeText(parsed, file.text, edit)
      : rewrite(file, parsed, wanted);
    const written = parseConfig({ name: file.name, text });
    const isRight =
      written.pairs.length === 1 &&
      JSON.stringify(argsOf(written)) === JSON.stringify(wanted) &&
      written.otherKeys === parsed.otherKeys;
    if (isRight) return text;
  } catch (error) {
    if (!UserFacingError.is(error)) throw error;
  }
  throw new UserFacingError(
    t(
      '{0} is written in a way that cannot be changed without touching more. Write {1} as a list, one “- name=value” a line, then run this again. Nothing was changed.',
      file.name,
      apiServerKey,
    ),
  );
}

/**
 * Lets a k3s server node's configuration say that the API server signs with the issuer, and that
 * tokens live 24 hours at most. Everything else stays as it is, byte for byte where keys stand in
 * lines. An issuer that was there stays behind the new one; where none was, that of k3s itself does:
 * running pods hold tokens of it. Merging twice changes nothing.
 *
 * @throws {UserFacingError} why it cannot be done: not YAML (line and column), another type, overridden
 */
export function mergeConfig(files: K3sFileSet, issuer: string): K3sMerge {
  requirePlainIssuer(issuer);
  const { file } = files;
  const parsed = parseConfig(file);
  const around = lookAround(files);
  const formerIssuer = ownIssuer(parsed.clusterDomain ?? around.clusterDomain);
  const edit = editArgs(argsOf(parsed), {
    issuer,
    ...(around.namesIssuer ? {} : { formerIssuer }),
  });
  const isRight = isNoEdit(edit) && parsed.pairs.length < 2;
  const text = isRight ? file.text : write(file, parsed, edit);
  requireEffect({ ...files, file: { name: file.name, text } }, issuer);
  return isRight ? { kind: 'unchanged' } : { kind: 'changed', text };
}
