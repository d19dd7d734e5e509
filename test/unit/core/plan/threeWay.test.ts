import { describe, expect, it } from 'vitest';
import { isObject, type Json, type JsonObject } from '../../../../src/core/model/json';
import { differencesOf, differencesWords } from '../../../../src/core/plan/differences';
import { compareThreeWay, notWritten } from '../../../../src/core/plan/threeWay';
import { seeded } from '../../../fakes/seeded';

const of = (properties: JsonObject): JsonObject => ({ properties });

const names = (all: readonly { readonly name: string }[]) => all.map(({ name }) => name);

describe('differencesOf', () => {
  it.each<[string, JsonObject | undefined, JsonObject | undefined, readonly string[]]>([
    ['a value', { a: 1, b: 1 }, { a: 2, b: 1 }, ['a']],
    ['something new, something gone', { a: 1 }, { b: 1 }, ['a', 'b']],
    ['what is below', { a: { b: { c: 1 } } }, { a: { b: { c: 2, d: 3 } } }, ['a.b.c', 'a.b.d']],
    ['a list as a whole', { a: ['x', 'y'] }, { a: ['y', 'x'] }, ['a']],
    ['no order of names', { a: [{ x: 1, y: 2 }] }, { a: [{ y: 2, x: 1 }] }, []],
    ['what was empty by what is in it now', { a: {} }, { a: { b: 1 } }, ['a.b']],
    ['no letter case of ids', { a: '/Subscriptions/X' }, { a: '/subscriptions/x' }, []],
    ['the letter case of all else', { a: 'Yes' }, { a: 'yes' }, ['a']],
    ['all of a body that was not there', undefined, { a: 1 }, ['a']],
    ['all of a body that is gone', { a: 1 }, undefined, ['a']],
    ['no absent value', { a: undefined }, {}, []],
  ])('tells %s', (_, before, after, expected) => {
    expect(names(differencesOf(before, after))).toEqual(expected);
  });

  it('is told with values only where none can be a secret', () => {
    const before = { properties: { clientId: 'a', password: 'one' }, tags: { x: '1' } };
    const after = { properties: { clientId: 'b', password: 'two' } };
    expect(differencesWords(differencesOf(before, after))).toBe(
      'clientId was a, now is b, password was changed, tags.x is gone',
    );
  });

  it('shows what is hidden in names of others, and cuts what is long', () => {
    const tags = { 'a\u202eb](command:x)': '1', ['long'.repeat(3_000)]: '1' };
    const words = differencesWords(differencesOf({}, { tags }));
    expect(words).toContain('tags.a⟨U+202E⟩b] (command:x) is new');
    expect(words.length).toBeLessThan(300);
  });

  it('is told by a few, and by how many more there are', () => {
    expect(differencesWords(differencesOf({}, { a: 1, b: 1, c: 1, d: 1, e: 1 }))).toBe(
      'a is new, b is new, c is new and 2 more',
    );
  });
});

describe('compareThreeWay', () => {
  const reviewed = of({ mine: 'old', theirs: 'old' });
  const agreed = [of({ mine: 'new', theirs: 'old' })];

  it('finds nothing when nobody else has written', () => {
    expect(
      compareThreeWay({
        reviewed,
        fresh: reviewed,
        wanted: of({ mine: 'new', theirs: 'old' }),
        agreed,
      }),
    ).toEqual({ conflicts: [], kept: [] });
  });

  it('keeps what others have changed elsewhere', () => {
    const fresh = of({ mine: 'old', theirs: 'new', more: { a: 1 } });
    const wanted = of({ mine: 'new', theirs: 'new', more: { a: 1 } });
    const { conflicts, kept } = compareThreeWay({ reviewed, fresh, wanted, agreed });
    expect(conflicts).toEqual([]);
    expect(names(kept)).toEqual(['theirs', 'more.a']);
  });

  it.each<[string, JsonObject | undefined]>([
    ['changed', of({ mine: 'foreign', theirs: 'old' })],
    ['taken away', of({ theirs: 'old' })],
    ['made something else of', of({ mine: { deep: 1 }, theirs: 'old' })],
    ['deleted with everything', undefined],
  ])('finds what others have %s and the write would change back', (_, fresh) => {
    const wanted = of({ mine: 'new', theirs: 'old' });
    const { conflicts } = compareThreeWay({ reviewed, fresh, wanted, agreed });
    expect(names(conflicts)).toContain('mine');
    expect(conflicts.find(({ name }) => name === 'mine')?.before).toBe('old');
  });

  it('finds what others have written under a name that was free', () => {
    const { conflicts } = compareThreeWay({
      reviewed: undefined,
      fresh: of({ mine: 'foreign' }),
      wanted: of({ mine: 'new' }),
      agreed: [of({ mine: 'new' })],
    });
    expect(names(conflicts)).toEqual(['mine']);
  });

  it('takes what is as it was agreed to for done, whoever has done it', () => {
    const done = of({ mine: 'new', theirs: 'old' });
    expect(compareThreeWay({ reviewed, fresh: done, wanted: done, agreed })).toEqual({
      conflicts: [],
      kept: [],
    });
  });

  it('does not take a former request to synchronize for a change', () => {
    const ask = (text: string) => of({ forceSynchronization: text });
    expect(
      compareThreeWay({
        reviewed: ask('1'),
        fresh: ask('2'),
        wanted: ask('3'),
        agreed: [ask('4')],
      }),
    ).toEqual({ conflicts: [], kept: [] });
  });
});

describe('notWritten', () => {
  const before = of({ a: 'old', gone: 1, other: 1 });
  const sent = of({ a: 'New', added: true, other: 1 });

  it.each<[string, JsonObject, readonly string[]]>([
    ['nothing when all is there', sent, []],
    ['nothing for another spelling', of({ a: 'new', added: true, other: 1 }), []],
    ['nothing for what Azure or somebody else adds', { ...sent, tags: { x: '1' } }, []],
    ['nothing for what was not changed', of({ a: 'New', added: true, other: 2 }), []],
    ['what is as before', of({ a: 'old', added: true }), ['a']],
    ['what was not taken over', of({ a: 'New' }), ['added']],
    ['what has come back', of({ a: 'New', added: true, gone: 1 }), ['gone']],
    ['all, when it is gone', {}, ['a', 'added']],
  ])('tells %s', (_, after, expected) => {
    expect(names(notWritten(before, sent, after))).toEqual(expected);
  });
});

const keys = ['a', 'b', 'c'] as const;

/** A small body, so that edits of two people often meet. */
function aValue(random: () => number, depth = 0): Json {
  const kind = random();
  if (depth < 3 && kind < 0.5) {
    return Object.fromEntries(
      keys.flatMap((key) => (random() < 0.6 ? [[key, aValue(random, depth + 1)] as const] : [])),
    );
  }
  const text = `v${Math.floor(random() * 4)}`;
  if (kind < 0.6) return random() < 0.5 ? [text] : [text, 'v0'];
  return kind < 0.7 ? random() < 0.5 : text;
}

const aBody = (random: () => number): JsonObject => {
  const value = aValue(random);
  return isObject(value) ? value : { a: value };
};

/** The body with one property, somewhere, changed, added or taken away. */
function edit(body: JsonObject, random: () => number): JsonObject {
  const key = keys[Math.floor(random() * keys.length)] ?? 'a';
  const inner = body[key];
  if (isObject(inner) && random() < 0.7) return { ...body, [key]: edit(inner, random) };
  if (inner !== undefined && random() < 0.3) {
    return Object.fromEntries(Object.entries(body).filter(([name]) => name !== key));
  }
  return { ...body, [key]: aValue(random, 2) };
}

describe('for any three bodies', () => {
  const count = 5_000;

  it(`of ${count}, what others wrote is in what is sent, or is told as a conflict`, () => {
    let kept = 0;
    let conflicts = 0;
    for (let seed = 1; seed <= count; seed += 1) {
      const random = seeded(seed);
      const reviewed = aBody(random);
      const mine = edit(reviewed, random);
      const fresh = edit(random() < 0.5 ? reviewed : mine, random);
      // A body that somebody made without care: perhaps from the reviewed one, perhaps from the fresh.
      const wanted = random() < 0.5 ? edit(fresh, random) : mine;
      const found = compareThreeWay({ reviewed, fresh, wanted, agreed: [mine] });
      const told = new Set(found.conflicts.map(({ path }) => path));
      const agreedTo = new Map(
        differencesOf(reviewed, mine).map((each) => [each.path, each.after]),
      );
      const lost = differencesOf(fresh, wanted).filter(({ path }) => {
        const theirs = differencesOf(reviewed, fresh).find((each) => each.path === path);
        if (!theirs) return false;
        return !(agreedTo.has(path) && agreedTo.get(path) === theirs.after);
      });
      expect(
        lost.filter(({ path }) => !told.has(path)),
        `seed ${seed}`,
      ).toEqual([]);
      // What is told as kept is what Azure will show.
      const changed = new Set(differencesOf(fresh, wanted).map(({ path }) => path));
      expect(
        found.kept.filter(({ path }) => changed.has(path)),
        `seed ${seed}`,
      ).toEqual([]);
      kept += found.kept.length;
      conflicts += found.conflicts.length;
    }
    expect(kept).toBeGreaterThan(count / 20);
    expect(conflicts).toBeGreaterThan(count / 20);
  });

  it(`of ${count}, edits of different properties never conflict, and both are there in the end`, () => {
    let met = 0;
    for (let seed = 1; seed <= count; seed += 1) {
      const random = seeded(seed);
      const reviewed = aBody(random);
      const mine = { ...reviewed, mine: aValue(random, 2) };
      const fresh = edit(reviewed, random);
      const wanted = { ...fresh, mine: mine.mine };
      const { conflicts, kept } = compareThreeWay({ reviewed, fresh, wanted, agreed: [mine] });
      expect(conflicts, `seed ${seed}`).toEqual([]);
      expect(names(kept), `seed ${seed}`).toEqual(names(differencesOf(reviewed, fresh)));
      expect(notWritten(fresh, wanted, wanted)).toEqual([]);
      met += kept.length;
    }
    expect(met).toBeGreaterThan(count / 4);
  });
});
