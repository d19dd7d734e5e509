import { describe, expect, it } from 'vitest';
import { first, nowMs, value } from './kql';

/** Sizes of the things for which the condition is true, in the order of the table: 3, 1, 2. */
const kept = (condition: string) => first(`things | where ${condition} | project size`);

describe('where', () => {
  it.each<[condition: string, sizes: number[]]>([
    ["name == 'beta'", [1]],
    ["name == 'BETA'", []],
    ["name =~ 'BETA'", [1]],
    ["name != 'beta'", [3, 2]],
    ["name <> 'beta'", [3, 2]],
    ["name !~ 'BETA'", [3, 2]],
    ["type in ('a/x', 'a/y')", [3, 1]],
    ["type in~ ('a/x', 'zz')", [3, 2]],
    ["type !in ('a/x')", [1, 2]],
    ["type !in~ ('A/x')", [1]],
    ["type in~ (dynamic(['A/X']))", [3, 2]],
    ['id in (owners | project thing)', [3]],
    ["name startswith 'GAM'", [2]],
    ["name startswith_cs 'GAM'", []],
    ["name !startswith 'gam'", [3, 1]],
    ["name endswith 'TA'", [1]],
    ["name !endswith 'ta'", [3, 2]],
    ["name contains 'MM'", [2]],
    ["name contains_cs 'MM'", []],
    ["name !contains 'a-r'", [3, 1]],
    ["name has 'ray'", [2]],
    ["name has 'ra'", []],
    ["name has 'gamma-ray'", [2]],
    ["name has_cs 'ray'", []],
    ["name !has 'ray'", [3, 1]],
    ["name hasprefix 'ra'", [2]],
    ["name hassuffix 'ma'", [2]],
    ["name matches regex '^[A-Z]'", [3, 2]],
    ["name matches regex '['", []],
    ['size > 1 and size < 3', [2]],
    ['size >= 2 or size == 1', [3, 1, 2]],
    ['size <= 1', [1]],
    ['size between (2 .. 3)', [3, 2]],
    ['size !between (2 .. 3)', [1]],
    ["not(name has 'ray') and not (size == 3)", [1]],
    ["size == 3 or size == 1 and name == 'nobody'", [3]],
    ["(size == 3 or size == 1) and name == 'beta'", [1]],
    ['isempty(kind)', [3, 2]],
    ['isnotempty(kind)', [1]],
    ['isnull(tags)', [1]],
    ['isnotnull(tags)', [3, 2]],
    ["kind == ''", [3, 2]],
  ])('keeps the right rows: %s', (condition, sizes) => {
    expect(kept(condition)).toEqual(sizes);
  });
});

describe('paths into dynamic values', () => {
  it.each<[condition: string, sizes: number[]]>([
    ["properties.state == 'On'", [3]],
    ["properties.State == 'On'", []],
    ["properties.state =~ 'ON'", [3]],
    ["properties['state'] == 'off'", [1]],
    ["properties.['state'] == 'off'", [1]],
    ["tags['two words'] == 'yes'", [2]],
    ["properties.deep['k.k'][0].z == 1", [3]],
    ["properties.list[1] == 'v'", [3]],
    ["properties.list[-1] == 'v'", [3]],
    ["properties.missing.deeper == 'x'", []],
    ['properties.flag', [3]],
    ['properties.flag == true', [3]],
    ["properties.flag == 'true'", [3]],
    ["properties.count == '5'", [1]],
    ["properties.toString == 'x' or isnotnull(properties.constructor)", []],
  ])('%s', (condition, sizes) => {
    expect(kept(condition)).toEqual(sizes);
  });

  it('gives null for what is missing, whose comparison with something is false and unequal', () => {
    expect(value('properties.missing')).toBeNull();
    expect(kept("properties.state != 'On'")).toEqual([1, 2]);
    expect(kept('properties.count > 1')).toEqual([1]);
    expect(kept('properties.missing == properties.missing')).toEqual([]);
    expect(kept('not(properties.count > 1)')).toEqual([]);
    expect(kept("properties.state !contains 'n'")).toEqual([1, 2]);
  });
});

describe('functions', () => {
  it.each<[expression: string, result: unknown]>([
    ['tostring(properties.list)', '["u","v"]'],
    ['tostring(properties.missing)', ''],
    ['tostring(true)', 'true'],
    ["tolower('ÄBc')", 'äbc'],
    ['toupper(name)', 'ALPHA'],
    ["tobool('True')", true],
    ['tobool(0)', false],
    ["tobool('maybe')", null],
    ["toint('12')", 12],
    ['toint(3.9)', 3],
    ["toint('x')", null],
    ["tolong('9007199254740991')", 9007199254740991],
    ["strcat('a', 1, true, properties.missing, 'z')", 'a1truez'],
    ["split('a/b/c', '/')", ['a', 'b', 'c']],
    ["split('a/b/c', '/')[2]", 'c'],
    ["split('a/b/c', '/', 1)", ['b']],
    ['array_length(properties.list)', 2],
    ['array_length(properties.flag)', null],
    ["iff(size == 3, 'three', 'other')", 'three'],
    ["iif(size == 4, 'four', 'other')", 'other'],
    ["case(size == 1, 'one', size == 3, 'three', 'else')", 'three'],
    ["case(size == 1, 'one', size == 2, 'two', 'else')", 'else'],
    ["coalesce(properties.missing, kind, 'last')", 'last'],
    ['parse_json(\'{"a":[1,2]}\').a[1]', 2],
    ["todynamic('plain')", 'plain'],
    ["dynamic({'a': [1, true, null, -2]})", { a: [1, true, null, -2] }],
    ["substring('abcdef', 1, 3)", 'bcd'],
    ["indexof('abc', 'c')", 2],
    ["replace_string('a.b.c', '.', '-')", 'a-b-c'],
    ["extract('/s/([0-9])', 1, id)", '1'],
    ["trim_end('/', 'a/')", 'a'],
    ["trim('/', '/a/')", 'a'],
    ['bag_keys(tags)', ['env']],
    ["bag_has_key(tags, 'env')", true],
    ["set_has_element(properties.list, 'u')", true],
    ["bag_pack('n', name)", { n: 'Alpha' }],
    ['gettype(properties.list)', 'array'],
    ['strlen(name)', 5],
    ['1 + 2 * 3 - -4', 11],
    ['(1 + 2) * 3', 9],
    ['7 % 4', 3],
    ['1 / 0', null],
    ["isempty('')", true],
    ["isnull('')", false],
  ])('%s', (expression, result) => {
    expect(value(expression)).toEqual(result);
  });

  it('knows dates and timespans', () => {
    expect(value('now()')).toEqual(new Date(nowMs));
    expect(value('ago(1d)')).toEqual(new Date(nowMs - 86_400_000));
    expect(value('datetime(2026-05-01T10:00:00Z)')).toEqual(new Date(nowMs - 7_200_000));
    expect(value("now() - datetime('2026-05-01')")).toBe(43_200_000);
    expect(kept('todatetime(properties.when) > ago(2d)')).toEqual([2]);
    expect(kept('properties.when < datetime(2026-05-01)')).toEqual([2]);
  });
});

describe('literals', () => {
  it.each<[text: string, result: unknown]>([
    [String.raw`'it\'s'`, "it's"],
    [String.raw`"say \"x\""`, 'say "x"'],
    [String.raw`'a\\b\t\u0041'`, 'a\\b\tA'],
    [String.raw`@'c:\dir'`, String.raw`c:\dir`],
    ["@'it''s'", "it's"],
    ["'// no comment'", '// no comment'],
    ['1.5e2', 150],
    ['2h', 7_200_000],
  ])('%s', (text, result) => {
    expect(value(text)).toEqual(result);
  });
});
