import { describe, expect, it } from 'vitest';
import { first, query, rowsOf } from './kql';

describe('operators on columns', () => {
  it('projects, renames and computes', () => {
    expect(rowsOf('things | where size == 1 | project Id = id, name, up = toupper(name)')).toEqual([
      { Id: '/s/2', name: 'beta', up: 'BETA' },
    ]);
  });

  it('names what the query leaves unnamed as Kusto does', () => {
    const { columns } = query(
      'things | project properties.state, tags["env"], tostring(properties.flag), tolower(name), size + 1, properties.list[0]',
    );
    expect(columns).toEqual([
      'properties_state',
      'tags_env',
      'properties_flag',
      'Column1',
      'Column2',
      'properties_list_0',
    ]);
  });

  it('extends: later columns see earlier ones, an old name is replaced in its place', () => {
    const { columns, rows } = query(
      'things | project name, size | extend size = size * 10, twice = size * 2 | take 1',
    );
    expect(columns).toEqual(['name', 'size', 'twice']);
    expect(rows).toEqual([['Alpha', 30, 60]]);
  });

  it('drops, keeps and renames columns', () => {
    expect(query('things | project-away properties, t*').columns).toEqual([
      'id',
      'name',
      'size',
      'kind',
    ]);
    expect(query('things | project-keep *e, id').columns).toEqual(['id', 'name', 'type', 'size']);
    expect(query('things | project name, size | project-rename weight = size').columns).toEqual([
      'name',
      'weight',
    ]);
  });

  it('reads column names in brackets', () => {
    expect(first("things | where ['name'] == 'beta' | project ['id']")).toEqual(['/s/2']);
  });
});

describe('operators on rows', () => {
  it.each([
    ['order by size asc', [1, 2, 3]],
    ['order by size', [3, 2, 1]],
    ['sort by size desc', [3, 2, 1]],
    ['sort by name asc', [3, 2, 1]],
    ['sort by tolower(name) asc', [3, 1, 2]],
    ['sort by kind desc, size asc', [1, 2, 3]],
    ['sort by properties.count asc, size asc', [2, 3, 1]],
    ['sort by properties.count asc nulls last, size asc', [1, 2, 3]],
    ['sort by properties.count, size asc', [1, 2, 3]],
    ['sort by properties.count desc nulls first, size asc', [2, 3, 1]],
    ['take 2', [3, 1]],
    ['limit 0', []],
    ['top 2 by size', [3, 2]],
    ['top 1 by size asc', [1]],
  ])('%s', (operator, sizes) => {
    expect(first(`things | ${operator} | project size`)).toEqual(sizes);
  });

  it('counts', () => {
    expect(rowsOf('things | where size > 1 | count')).toEqual([{ Count: 2 }]);
  });

  it('finds distinct values', () => {
    expect(first('things | distinct kind')).toEqual(['', 'K']);
    expect(query('owners | project thing | distinct *').rows).toHaveLength(3);
    expect(rowsOf('things | distinct tolower(type)')).toHaveLength(2);
  });

  it('unites tables under the columns of both', () => {
    const { columns, rows } = query(
      "things | where size == 1 | project name, size | union (owners | where owner == 'ann' | project name, owner), owners",
    );
    expect(columns).toEqual(['name', 'size', 'owner', 'thing']);
    expect(rows.slice(0, 2)).toEqual([
      ['beta', 1, null, null],
      ['first', null, 'ann', null],
    ]);
    expect(rows).toHaveLength(6);
    expect(rowsOf('union things, owners | count')).toEqual([{ Count: 7 }]);
    expect(rowsOf('union kind=outer (things | take 1), owners | count')).toEqual([{ Count: 5 }]);
  });
});

describe('summarize', () => {
  it('counts by column and by expression', () => {
    expect(rowsOf('things | summarize count() by kind')).toEqual([
      { kind: '', count_: 2 },
      { kind: 'K', count_: 1 },
    ]);
    expect(rowsOf('things | summarize n = count() by t = tolower(type) | order by n')).toEqual([
      { t: 'a/x', n: 2 },
      { t: 'a/y', n: 1 },
    ]);
  });

  it('knows the usual aggregates and names them', () => {
    expect(
      rowsOf(
        'things | summarize dcount(kind), make_list(size), make_set(kind), any(name), take_any(id), max(size), min(name), sum(size), avg(size), countif(size > 1)',
      ),
    ).toEqual([
      {
        dcount_kind: 2,
        list_size: [3, 1, 2],
        set_kind: ['', 'K'],
        any_name: 'Alpha',
        id: '/s/1',
        max_size: 3,
        min_name: 'Alpha',
        sum_size: 6,
        avg_size: 2,
        countif_: 2,
      },
    ]);
  });

  it('computes over aggregates', () => {
    expect(
      rowsOf("things | summarize x = strcat('n=', count()), y = array_length(make_list(size)) * 2"),
    ).toEqual([{ x: 'n=3', y: 6 }]);
  });

  it('gives one row for an empty table, none when grouped', () => {
    expect(rowsOf('things | where false | summarize count()')).toEqual([{ count_: 0 }]);
    expect(rowsOf('things | where false | summarize count() by kind')).toEqual([]);
    expect(rowsOf('things | summarize by kind')).toEqual([{ kind: '' }, { kind: 'K' }]);
  });
});

describe('mv-expand', () => {
  it('makes a row of each element and keeps rows without any', () => {
    expect(rowsOf('things | project size, list = properties.list | mv-expand list')).toEqual([
      { size: 3, list: 'u' },
      { size: 3, list: 'v' },
      { size: 1, list: null },
      { size: 2, list: null },
    ]);
  });

  it('takes names, types, limits, bags and the old spelling', () => {
    expect(
      first('things | mv-expand l = properties.list to typeof(string) limit 1 | project l'),
    ).toEqual(['u', null, null]);
    expect(first('things | take 1 | mvexpand properties.list | project properties_list')).toEqual([
      'u',
      'v',
    ]);
    expect(
      first('things | where size == 2 | mv-expand bagexpansion=bag tags | project tags'),
    ).toEqual([{ env: 'test' }, { 'two words': 'yes' }]);
  });
});

describe('join', () => {
  const left = 'things | project id, name';

  it('inner: every pair; a taken name gets a number', () => {
    const { columns, rows } = query(
      `${left} | join kind=inner (owners) on $left.id == $right.thing | project-away thing`,
    );
    expect(columns).toEqual(['id', 'name', 'name1', 'owner']);
    expect(rows).toEqual([
      ['/s/1', 'Alpha', 'first', 'ann'],
      ['/s/1', 'Alpha', 'second', 'bob'],
    ]);
  });

  it('leftouter keeps all of the left, fullouter all of both', () => {
    const on = 'on $right.thing == $left.id | project id, owner';
    expect(query(`${left} | join kind=leftouter (owners) ${on}`).rows).toEqual([
      ['/s/1', 'ann'],
      ['/s/1', 'bob'],
      ['/s/2', null],
      ['/s/3', null],
    ]);
    expect(query(`${left} | join kind=fullouter (owners) ${on}`).rows.slice(-2)).toEqual([
      [null, 'cyd'],
      [null, 'dan'],
    ]);
  });

  it('joins on a shared name, by default with one row of the left a key', () => {
    const { columns, rows } = query(
      'owners | project id = thing, owner | join (things | project id, size) on id',
    );
    expect(columns).toEqual(['id', 'owner', 'id1', 'size']);
    expect(rows).toEqual([['/s/1', 'ann', '/s/1', 3]]);
  });

  it('compares keys with case', () => {
    expect(
      first(
        'things | project key = toupper(id) | join kind=inner (owners) on $left.key == $right.thing | count',
      ),
    ).toEqual([0]);
  });
});

it('skips comments, blank lines and a closing semicolon', () => {
  expect(first('// all of them\nthings // here\n\n| count // done\n;')).toEqual([3]);
});
