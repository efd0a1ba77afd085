import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parsePlan } from '../plan/parse.ts';
import { problemsOf } from '../plan/problems.ts';
import type { Plan } from '../plan/schema.ts';
import { codeTargetIds, codeTargetOf, type CodeTargetId } from './targets.ts';
import { writtenPlans } from './testing/plans.ts';
import { tableOf } from './testing/table.ts';
import { deviationOf, saidIn, walked } from './testing/walked.ts';

// `npm run test:slow`: runs the program of every target for every plan, wherever its framework is found, compares what it
// prints with the float64 walker, and prints a table. PYTHON names further interpreters (a comma between them), TFJS a
// folder whose node_modules has @tensorflow/tfjs (and perhaps its wasm backend). Keras takes the backend of KERAS_BACKEND, torch where that is not set.

const folder = mkdtempSync(join(process.env['TFJS'] ?? tmpdir(), 'goldilocks-code-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Plans that went wrong once, as files; their order of examples is fixed, so that everything else can be compared. */
const files = join(import.meta.dirname, 'testing/plans');
const cases = readdirSync(files).map((file): Plan => {
  const { plan, problems } = parsePlan(readFileSync(join(files, file), 'utf8'));
  if (!plan) throw new Error(`${file}: ${problems.map(({ code, at }) => `${at} ${code}`).join(', ')}`);
  return { ...plan, name: file.replace('.json', ''), shuffle: false };
});
const plans = [
  ...writtenPlans.map((plan) => ({ plan, ...walked(plan, (i) => Math.sin(i) / 8) })),
  ...cases.map((plan) => ({ plan, ...walked(plan, () => 0) })),
];

/** A framework that is here. */
interface Runner {
  id: CodeTargetId;
  label: string;
  command: string;
  /** What is put behind the imports of its programs. */
  besides?: string;
}

/** The module that a target's program needs, and the package whose version matters. */
const modules: Record<Exclude<CodeTargetId, 'tfjs'>, readonly [module: string, distribution: string]> = {
  pytorch: ['torch', 'torch'],
  pytorch_scratch: ['torch', 'torch'],
  d2l: ['d2l.torch', 'd2l'],
  keras: ['keras', 'keras'],
};
const environment = { ...process.env, MPLBACKEND: 'agg', KERAS_BACKEND: process.env['KERAS_BACKEND'] ?? 'torch' };

const pythons = [...(process.env['PYTHON']?.split(',') ?? []), '/usr/bin/python3', 'python3'];
const runnersOf = (id: CodeTargetId): Runner[] => {
  if (id === 'tfjs') {
    const packages = join(folder, '../node_modules/@tensorflow');
    if (!existsSync(join(packages, 'tfjs'))) return [];
    const manifest = readFileSync(join(packages, 'tfjs/package.json'), 'utf8');
    const label = `tfjs ${/"version": "(.*)"/.exec(manifest)?.[1] ?? ''}`;
    // programs of large networks take the wasm backend, so that it must compute the same
    const wasm = "await import('@tensorflow/tfjs-backend-wasm');\nawait tf.setBackend('wasm');";
    return [
      { id, label, command: process.execPath },
      ...(existsSync(join(packages, 'tfjs-backend-wasm'))
        ? [{ id, label: `${label} wasm`, command: process.execPath, besides: wasm }]
        : []),
    ];
  }
  const [module, distribution] = modules[id];
  const script = `import ${module}, importlib.metadata; print(importlib.metadata.version('${distribution}'))`;
  const found = pythons.flatMap((command): Runner[] => {
    const { status, stdout } = spawnSync(command, ['-c', script], { encoding: 'utf8', env: environment });
    return status === 0 ? [{ id, label: `${id} ${/[\d.]+/.exec(stdout)?.[0] ?? ''}`, command }] : [];
  });
  return found.filter(({ label }, i) => found.findIndex((other) => other.label === label) === i);
};

/** d2l draws its plot anew after every epoch, which takes minutes and changes no number. */
const undrawn = `
from d2l import torch as d2l
d2l.ProgressBoard.draw = lambda *args, **options: None
`;
/** Runs many programs in one interpreter, since importing a framework takes longer than most of them. */
const harness = `
import contextlib, io, os, runpy, sys, traceback
for place in sys.argv[1:]:
    os.chdir(place)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        try:
            runpy.run_path('program.py', run_name='__main__')
        except Exception:
            traceback.print_exc(file=out)
    with open('said.txt', 'w') as file:
        file.write(out.getvalue())
`;

/** What the programs of all plans print. */
function ran({ id, label, command, besides = '' }: Runner): string[] {
  const places = plans.map(({ plan, given }, i) => {
    const place = join(folder, label.replaceAll(' ', '-'), String(i));
    mkdirSync(place, { recursive: true });
    const { generate, data } = codeTargetOf(id);
    writeFileSync(
      join(place, id === 'tfjs' ? 'program.mjs' : 'program.py'),
      generate(plan, given).replace(/^import \* as tf.*$/m, `$&\n${besides}`),
    );
    for (const { name, text } of data(plan)) writeFileSync(join(place, name), text);
    return place;
  });
  const options = { encoding: 'utf8', env: environment } as const;
  if (id === 'tfjs')
    return places.map((cwd) => {
      const { stdout, stderr } = spawnSync(command, ['program.mjs'], { ...options, cwd });
      return stdout + stderr;
    });
  spawnSync(command, ['-c', (id === 'd2l' ? undrawn : '') + harness, ...places], { ...options, stdio: 'ignore' });
  return places.map((place) => {
    const file = join(place, 'said.txt');
    return existsSync(file) ? readFileSync(file, 'utf8') : 'the interpreter ended before';
  });
}

const runners = codeTargetIds.flatMap((id) => {
  const found = runnersOf(id);
  if (found.length === 0) console.log(`${id}: its framework is not here`);
  return found;
});
const columns: string[][] = [];
afterAll(() => {
  const names = ['', ...plans.map(({ plan }) => plan.name)];
  console.log(tableOf(names.map((name, i) => [name, ...columns.map((column) => column[i] ?? '')])));
});

test('the plans can run', () => {
  for (const { plan } of plans) expect(problemsOf(plan).filter(({ hint }) => !hint)).toEqual([]);
});

describe.each(runners)('$label', (runner) => {
  test('computes what the lab computes', { timeout: 900_000 }, () => {
    const column = [runner.label];
    columns.push(column);
    const wrong = ran(runner).flatMap((text, i) => {
      const { plan, said } = plans[i] ?? { said: saidIn('') };
      const { first, loss, test, shape } = deviationOf(saidIn(text), said);
      const most = Math.max(loss, test);
      column.push(shape === '' ? most.toExponential(0) : shape);
      return first < 1e-5 && most < 1e-4 && shape === ''
        ? []
        : [`${plan?.name ?? ''}: step 0 ${first}, epochs ${loss}, test ${test}, ${shape}; ${text.slice(-600)}`];
    });
    expect(wrong).toEqual([]);
  });
});
