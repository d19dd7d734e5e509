/**
 * A description of an element: plain data, made by the render functions and compared by tests
 * without a browser. Children that are strings become text nodes and nothing else, so that no
 * text from outside can ever be read as markup.
 */
export interface ElementNode {
  readonly tag: string;
  /** Identifies the element among its siblings from one description to the next. */
  readonly key?: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly ViewNode[];
}

export type ViewNode = ElementNode | string;

/** Absent and false attributes are left out, true ones are set without a value. */
export type Attributes = Readonly<Record<string, string | boolean | undefined>>;

/** Children that are false or undefined are left out, so that conditions can be written inline. */
export type Children = readonly (ViewNode | false | undefined)[];

/** Describes an element. The attribute `key` becomes {@link ElementNode.key}. */
export function element(
  tag: string,
  attributes: Attributes = {},
  children: Children = [],
): ElementNode {
  const { key, ...rest } = attributes;
  const set: Record<string, string> = {};
  for (const [name, value] of Object.entries(rest)) {
    if (value === true) set[name] = '';
    else if (typeof value === 'string') set[name] = value;
  }
  return {
    tag,
    ...(typeof key === 'string' && { key }),
    attributes: set,
    children: children.filter((child) => isShown(child)),
  };
}

const isShown = (child: ViewNode | false | undefined): child is ViewNode =>
  child !== undefined && child !== false && child !== '';

/** All text below a node, in reading order. */
export function textOf(node: ViewNode): string {
  return typeof node === 'string' ? node : node.children.map(textOf).join('');
}
