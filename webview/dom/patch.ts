import type { ElementNode, ViewNode } from './element';

/** A described node together with the DOM node that shows it. */
type Shown =
  | { readonly kind: 'text'; readonly node: Text; text: string }
  | { readonly kind: 'element'; readonly node: Element; described: ElementNode; children: Shown[] };

/** Shows descriptions in one place of the document. */
export interface Surface {
  /**
   * Makes the document look like `children`, touching only what differs: elements that stay keep
   * their focus, selection and scroll position.
   */
  show(children: readonly ViewNode[]): void;
}

export function createSurface(place: Element): Surface {
  let shown: Shown[] = [];
  place.replaceChildren();
  return {
    show(children) {
      shown = patchChildren(place, shown, children);
    },
  };
}

function patchChildren(
  parent: Element,
  before: readonly Shown[],
  after: readonly ViewNode[],
): Shown[] {
  const unused = new Set(before);
  const kept = after.map((node, index) => {
    const match = findMatch(unused, before[index], node);
    if (match) unused.delete(match);
    return match;
  });
  for (const gone of unused) gone.node.remove();
  let cursor: ChildNode | null = parent.firstChild;
  return after.map((node, index) => {
    const match = kept[index];
    const next = match ? update(match, node) : create(node);
    if (next.node === cursor) cursor = next.node.nextSibling;
    else parent.insertBefore(next.node, cursor);
    return next;
  });
}

/** The one with the same key; without a key, the one in the same place if it is of the same kind. */
function findMatch(
  candidates: ReadonlySet<Shown>,
  samePlace: Shown | undefined,
  node: ViewNode,
): Shown | undefined {
  if (typeof node === 'string' || node.key === undefined) {
    return samePlace && candidates.has(samePlace) && isSameKind(samePlace, node)
      ? samePlace
      : undefined;
  }
  for (const candidate of candidates) if (isSameKind(candidate, node)) return candidate;
  return undefined;
}

function isSameKind(shown: Shown, node: ViewNode): boolean {
  if (shown.kind === 'text') return typeof node === 'string';
  return (
    typeof node !== 'string' && shown.described.tag === node.tag && shown.described.key === node.key
  );
}

function update(shown: Shown, node: ViewNode): Shown {
  if (shown.kind === 'text') {
    if (typeof node === 'string' && shown.text !== node) {
      shown.node.data = node;
      shown.text = node;
    }
    return shown;
  }
  if (typeof node === 'string' || node === shown.described) return shown;
  patchAttributes(shown.node, shown.described.attributes, node.attributes);
  shown.children = patchChildren(shown.node, shown.children, node.children);
  shown.described = node;
  return shown;
}

const svgNamespace = 'http://www.w3.org/2000/svg';
/** The elements of drawings, as far as the views use them. */
const svgTags: ReadonlySet<string> = new Set(['svg', 'path']);

function create(node: ViewNode): Shown {
  if (typeof node === 'string') {
    return { kind: 'text', node: document.createTextNode(node), text: node };
  }
  const created = svgTags.has(node.tag)
    ? document.createElementNS(svgNamespace, node.tag)
    : document.createElement(node.tag);
  patchAttributes(created, {}, node.attributes);
  return {
    kind: 'element',
    node: created,
    described: node,
    children: patchChildren(created, [], node.children),
  };
}

/** Compares descriptions, not the document: what a component sets on itself is left alone. */
function patchAttributes(
  target: Element,
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): void {
  for (const name of Object.keys(before)) if (!(name in after)) target.removeAttribute(name);
  for (const [name, value] of Object.entries(after)) {
    if (before[name] !== value) target.setAttribute(name, value);
  }
}
