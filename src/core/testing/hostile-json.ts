import { encoder } from '../text-bytes.ts';
import type { Hostile } from './attack.ts';
import { plan, report, samples } from './samples.ts';

/** Characters of the large ones: as many as take long where something is looked for again and again. */
const LARGE = 3_000_000;

const text = (file: string, attack: string, make: () => string): Hostile => ({
  file,
  attack,
  bytes: () => encoder.encode(make()),
});
/** The text of a sound file, changed. */
const changed = (file: string, attack: string, change: (text: string) => string): Hostile =>
  text(file, attack, () => change(String.fromCharCode(...(samples[file] ?? []))));
const many = (n: number, of: (i: number) => string): string => Array.from({ length: n }, (_, i) => of(i)).join(',');
const planWith = (attack: string, more: () => object): Hostile =>
  text('plan.json', attack, () => JSON.stringify({ ...plan, ...more() }));
/** The same where a value is one that JSON.stringify does not write. */
const planWithText = (attack: string, key: string, make: () => string): Hostile =>
  text('plan.json', attack, () => JSON.stringify(plan).replace('{', `{${JSON.stringify(key)}:${make()},`));
const without = (key: string): string => JSON.stringify({ ...plan, [key]: undefined });
const instead = (attack: string, key: string, make: () => string): Hostile =>
  text('plan.json', attack, () => without(key).replace('{', `{${JSON.stringify(key)}:${make()},`));

const inline = (x: string, y: string): string => `{"kind":"inline","x":${x},"y":${y}}`;

const anyJson = (file: string): Hostile[] => [
  text(file, 'nested a million deep', () => '['.repeat(1e6)),
  text(file, 'objects within objects, closed', () => '{"a":'.repeat(2e5) + '1' + '}'.repeat(2e5)),
  text(file, 'no value', () => 'null'),
  text(file, 'a list', () => '[]'),
  text(file, 'white space alone', () => ' '.repeat(LARGE)),
  text(file, 'zeros', () => '\0'.repeat(1000)),
  text(file, 'a million numbers', () => `[${many(1e6, () => '1')}]`),
  text(file, 'a million keys', () => `{${many(3e5, (i) => `"k${i}":0`)}}`),
  text(file, 'one key, very long', () => `{"${'k'.repeat(LARGE)}":0}`),
  text(file, 'a text that does not end', () => `{"name":"${'x'.repeat(LARGE)}`),
  text(file, 'backslashes', () => `{"name":"${'\\\\'.repeat(LARGE / 2)}"}`),
  changed(file, 'a prototype as a key', (t) => t.replace('{', '{"__proto__":{"polluted":1},')),
  changed(file, 'a constructor as a key', (t) => t.replace('{', '{"constructor":{"prototype":{"polluted":1}},')),
  changed(file, 'a key twice', (t) => t.replace('{', '{"zz":1,"zz":2,')),
  changed(file, 'a byte order mark', (t) => `\ufeff${t}`),
  changed(file, 'infinite numbers', (t) => t.replace(/:\d+/g, ':1e400')),
  changed(file, 'numbers below all others', (t) => t.replace(/:\d+/g, ':-1e-400')),
  changed(file, 'numbers of a million digits', (t) => t.replace(/:\d+/, `:${'9'.repeat(1e6)}`)),
  changed(file, 'half of a surrogate pair', (t) => t.replace(/"([a-zA-Z])/g, '"\\ud800$1')),
  changed(file, 'texts as numbers', (t) => t.replace(/:"[^"]*"/g, ':7')),
  changed(file, 'numbers as texts', (t) => t.replace(/:(\d+(\.\d+)?)/g, ':"$1"')),
  changed(file, 'lists as objects', (t) => t.replaceAll('[', '{').replaceAll(']', '}')),
  changed(file, 'every value null', (t) => t.replace(/:[^,{}[\]]+/g, ':null')),
  changed(file, 'controls in texts', (t) => t.replace(/":"/g, '":"\\u0007\\u202e')),
];

const script = '<script type="application/json" class="plan"';
const reports: Hostile[] = [
  text('report.html', 'script elements that begin and never end', () => `<!doctype html>${script.repeat(LARGE / 45)}`),
  text(
    'report.html',
    'script elements that open and never end',
    () => `<!doctype html>${`${script}>`.repeat(LARGE / 45)}`,
  ),
  text('report.html', 'a plan nested a million deep', () => report('['.repeat(1e6))),
  text('report.html', 'no plan', () => report('')),
  text('report.html', 'a report in a report', () => report(report(JSON.stringify(plan)))),
  text('report.html', 'white space before', () => ' '.repeat(LARGE) + report(JSON.stringify(plan))),
];

const plans: Hostile[] = [
  planWith('a name of a million letters', () => ({ name: 'x'.repeat(1e6) })),
  planWith('a name of spaces', () => ({ name: ' '.repeat(LARGE) })),
  planWith('a hundred thousand layers', () => ({ network: Array.from({ length: 1e5 }, () => plan.network[0]) })),
  planWith('a hundred thousand layers that are none', () => ({ network: Array.from({ length: 1e5 }, () => ({ type: 'x', a: 1 })) })), // prettier-ignore
  planWith('more units than there can be', () => ({ network: [{ ...plan.network[0], units: 2 ** 53 }] })),
  planWith('a hundred thousand parameters', () => ({ parameters: Object.fromEntries(Array.from({ length: 1e5 }, (_, i) => [`W${i}`, [[1]]])) })), // prettier-ignore
  planWith('a hundred thousand plots', () => ({ plots: Array.from({ length: 1e5 }, () => ({ plot: 'x' })) })),
  planWith('a plot with a million settings', () => ({ plots: [{ plot: 'loss', options: Object.fromEntries(Array.from({ length: 3e5 }, (_, i) => [`k${i}`, i])) }] })), // prettier-ignore
  planWithText('a million unknown keys', 'more', () => `{${many(3e5, (i) => `"k${i}":{}`)}}`),
  instead('a million rows of nothing', 'data', () => inline(`[${many(1e6, () => '[]')}]`, '[]')),
  instead('a million rows that are null', 'data', () => inline(`[${many(1e6, () => 'null')}]`, '[0]')),
  instead('a row of a million nulls', 'data', () => inline(`[[${many(1e6, () => 'null')}]]`, '[0]')),
  instead('a row of a million texts', 'data', () => inline(`[[${many(1e6, () => '"1"')}]]`, '[0]')),
  instead('a million labels that are none', 'data', () => inline('[[1,2]]', `[${many(1e6, () => '-1')}]`)),
  instead('labels of unsafe size', 'data', () => inline('[[1,2]]', `[${many(2e5, () => '1e300')}]`)),
  instead('rows of two lengths', 'data', () => inline('[[1,2],[1]]', '[0,1]')),
  instead('numbers beyond float32', 'data', () => inline('[[1e300,2],[1,-1e300]]', '[0,1]')),
  instead('a drawing that divides by zero', 'data', () => inline('[[1,2],[3,4]]', '[0,1]').replace('{', '{"drawn":{"mean":[0,0],"deviation":[0,0]},')), // prettier-ignore
  instead('a table of a million inputs', 'data', () => `{"kind":"table","sha256":"${'a'.repeat(64)}","title":"t","train":2,"test":0,"target":{"column":"y"},"inputs":[${many(2e5, () => '{"column":5}')}]}`), // prettier-ignore
  instead('a column of a million categories', 'data', () => `{"kind":"table","sha256":"${'a'.repeat(64)}","title":"t","train":2,"test":0,"target":{"column":"y","categories":[${many(3e5, () => '7')}]},"inputs":[{"column":"x"}]}`), // prettier-ignore
  instead('as many columns and categories as there may be, the last twice', 'data', () => `{"kind":"table","sha256":"${'a'.repeat(64)}","title":"t","train":2,"test":0,"target":{"column":"y"},"inputs":[${many(2048, (i) => `{"column":"c${i}","categories":[${many(100, (k) => `"v${k}"`)}]}`)}]}`), // prettier-ignore
];

const lessonWith = (attack: string, change: (lesson: Record<string, unknown>) => object): Hostile =>
  text('lesson.json', attack, () => {
    const lesson = JSON.parse(String.fromCharCode(...(samples['lesson.json'] ?? []))) as Record<string, unknown>;
    return JSON.stringify({ ...lesson, ...change(lesson) });
  });
interface Parts {
  scenes: { columns: object[] }[];
  steps: object[];
  claims: object[];
}
const lessons: Hostile[] = [
  lessonWith('a million settings of one place', ({ scenes }) => {
    const [scene, ...rest] = scenes as Parts['scenes'];
    const set = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`network[${'0'.repeat(i % 4)}0].units${' '.repeat(i % 7)}`, i])); // prettier-ignore
    return { scenes: [{ ...scene, columns: [{ name: 'a', set }] }, ...rest] };
  }),
  lessonWith('every entry of a parameter set by itself', ({ scenes }) => {
    const [scene, ...rest] = scenes as (Parts['scenes'][number] & { plan: object })[];
    const W1 = Array.from({ length: 100 }, () => Array.from({ length: 100 }, () => 0.5));
    const set = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`W1[${1 + Math.floor(i / 100)}][${1 + (i % 100)}]`, 1])); // prettier-ignore
    const plan = { ...scene?.plan, parameters: { W1 } };
    return { scenes: [{ ...scene, plan, columns: [{ name: 'a', set }] }, ...rest] };
  }),
  ...[
    '('.repeat(299),
    '-'.repeat(299) + '1',
    `${'a['.repeat(99)}1${']'.repeat(99)}`,
    'constructor.constructor("return process")()',
    '__proto__',
    'loss.__proto__.x',
    'norm(W1)[1e9]',
    'x'.repeat(300),
    `${'loss+'.repeat(59)}loss`,
    'this',
    '`a`',
    'a=>a',
    'transpose('.repeat(29) + 'W1' + ')'.repeat(29),
    'product(product(product(W1,W1),W1),W1)',
    '"'.repeat(299),
    '\\u{110000}',
  ].map((formula) =>
    lessonWith(`the formula ${formula.slice(0, 40)}`, ({ claims }) => {
      const [claim] = claims as Parts['claims'];
      return { claims: [{ ...claim, measure: formula }] };
    }),
  ),
  lessonWith('elements that begin and never end', () => ({ text: '<a '.repeat(1300) })),
  lessonWith('dollars', () => ({ text: '$'.repeat(3999) })),
  lessonWith('an id of every object', ({ steps }) => ({ steps: (steps as object[]).map((step) => ({ ...step, id: 'constructor' })) })), // prettier-ignore
  lessonWith('a hundred thousand claims', ({ claims }) => ({ claims: Array.from({ length: 20_000 }, () => (claims as object[])[0]) })), // prettier-ignore
];

const sweepWith = (attack: string, more: () => object): Hostile =>
  text('sweep.json', attack, () =>
    JSON.stringify({
      name: 's',
      plan,
      axes: [{ fields: [{ at: 'optimizer.learningRate' }], values: { list: [0.1] } }],
      ...more(),
    }),
  );
const rates = (n: number): number[] => Array.from({ length: n }, (_, i) => (1 + i) / n);
const sweeps: Hostile[] = [
  sweepWith('10¹² points', () => ({
    axes: ['optimizer.learningRate', 'weightDecay', 'l1'].map((at) => ({ fields: [{ at }], values: { list: rates(10_000) } })), // prettier-ignore
  })),
  sweepWith('as many points as there may be', () => ({ axes: [{ fields: [{ at: 'optimizer.learningRate' }], values: { list: rates(10_000) } }] })), // prettier-ignore
  sweepWith('as many points as there may be, none of which can run', () => ({ axes: [{ fields: [{ at: 'batchSize' }], values: { list: rates(10_000).map((v) => 1e5 * v) } }] })), // prettier-ignore
  sweepWith('every point of its own kind of wrong', () => ({ axes: [{ fields: [{ at: 'network[0].units' }], values: { list: rates(10_000).map((v) => -v) } }] })), // prettier-ignore
  sweepWith('as many points as there may be, of 200 layers', () => ({
    plan: { ...plan, network: [...Array.from({ length: 199 }, () => plan.network[0]), plan.network.at(-1)] },
    axes: [{ fields: [{ at: 'network[*].units' }], values: { list: Array.from({ length: 10_000 }, (_, i) => 1 + (i % 8000)) } }], // prettier-ignore
  })),
  sweepWith('a depth of 10 000', () => ({ axes: [{ fields: [{ at: 'depth' }], values: { list: Array.from({ length: 10_000 }, (_, i) => i) } }] })), // prettier-ignore
  sweepWith('a hundred thousand values that are none', () => ({ axes: [{ fields: [{ at: 'seed' }], values: { list: Array.from({ length: 1e5 }, () => ({})) } }] })), // prettier-ignore
  sweepWith('a range that overflows', () => ({ axes: [{ fields: [{ at: 'weightDecay' }], values: { from: -1e308, to: 1e308, count: 9 } }] })), // prettier-ignore
  sweepWith('a range in ratios from the smallest', () => ({ axes: [{ fields: [{ at: 'weightDecay' }], values: { from: 5e-324, to: 1e308, count: 9, log: true } }] })), // prettier-ignore
  sweepWith('a power that overflows', () => ({ axes: [{ fields: [{ at: 'weightDecay', c: 1e308, p: 8 }], values: { list: [1e300, 0, -1] } }] })), // prettier-ignore
  sweepWith('a place of every object', () => ({ axes: [{ fields: [{ at: '__proto__.x' }], values: { list: [1] } }] })),
  sweepWith('a thousand seeds that are the same', () => ({ seeds: Array.from({ length: 1000 }, () => 1) })),
  sweepWith('a hundred thousand seeds', () => ({ seeds: Array.from({ length: 1e5 }, () => 'x') })),
  sweepWith('a hundred thousand axes', () => ({
    axes: Array.from({ length: 1e5 }, () => ({ fields: [], values: 1 })),
  })),
];

/** Plans, reports, lessons, sweeps and answers that are none. */
export const hostileJson: readonly Hostile[] = [
  ...['plan.json', 'lesson.json', 'sweep.json', 'mia.answers.json'].flatMap(anyJson),
  ...reports,
  ...plans,
  ...lessons,
  ...sweeps,
];
