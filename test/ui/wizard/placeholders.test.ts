import { globSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

/** So many characters of a placeholder stand in the box at its usual width; the rest is cut off. */
const longest = 64;

/** What stands for a name in the middle of a text: most are as long. */
const aName = 'kv-hamburg-01';

/** Properties, and functions by their arguments, whose texts end as placeholders. */
const properties = ['placeholder', 'loadedPlaceholder', 'review'];
const functions = ['page', 'askFormer'];

const isPlaceholder = (node: ts.Node): boolean =>
  (ts.isPropertyAssignment(node) && properties.includes(node.name.getText())) ||
  (ts.isCallExpression(node) && functions.includes(node.expression.getText()));

/** The first argument of each `t(…)` in it. */
function textsIn(node: ts.Node): readonly string[] {
  const [first] = ts.isCallExpression(node) ? node.arguments : [];
  if (ts.isCallExpression(node) && node.expression.getText() === 't' && first) {
    return ts.isStringLiteralLike(first) ? [first.text] : [];
  }
  return node.getChildren().flatMap(textsIn);
}

function placeholdersIn(node: ts.Node): readonly string[] {
  if (isPlaceholder(node)) return textsIn(node);
  return node.getChildren().flatMap(placeholdersIn);
}

const placeholders = globSync('src/ui/**/*.ts').flatMap((path) =>
  placeholdersIn(
    ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true),
  ).map((text) => ({ path, text })),
);

describe('what is asked in the box of a list', () => {
  it('is seen to its end', () => {
    expect(placeholders.length).toBeGreaterThan(40);
    const lengthOf = (text: string): number => text.replace(/\{\d\}/g, aName).length;
    expect(
      placeholders
        .filter(({ text }) => lengthOf(text) > longest)
        .map(({ path, text }) => `${path}: ${text}`),
    ).toEqual([]);
  });
});
