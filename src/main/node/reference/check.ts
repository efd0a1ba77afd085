import type { Bench } from '../../bench.ts';
import { benchHere } from '../bench-here.ts';
import { engineOf, type EngineWish } from '../../../core/engines.ts';
import type { Places } from '../places.ts';
import { PlainError } from '../terminal.ts';
import { json } from '../print.ts';
import { checkBackprop } from './backprop.ts';
import { Worst } from './compare.ts';
import { checkCurves } from './curves.ts';
import { readReference, type ReferenceFile } from './format.ts';
import { checkTraining } from './training.ts';

/** What a float32 engine may be off by: relative for the first two, absolute for curves. */
const tolerances: Record<ReferenceFile, number> = { backprop: 1e-5, training: 1e-4, curves: 1e-6 };

/** What came of one file. */
export interface Result {
  file: ReferenceFile;
  error: number;
  tolerance: number;
  /** The case and quantity with the largest error. */
  at: string;
  /** How many quantities were compared. */
  compared: number;
  passed: boolean;
  /** Whether the file is not there. */
  missing: boolean;
  /** Names of cases with an activation or a loss we do not have. */
  unknown: string[];
  /** Names of trajectories with an optimizer we do not have yet. */
  notYet: string[];
}

/** Checks a folder of reference files against the real trainer. @throws PlainError for a malformed file */
export async function checkReference(folder: string, places: Places, wish: EngineWish = {}): Promise<Result[]> {
  const backprop = await readReference(folder, 'backprop');
  const training = await readReference(folder, 'training');
  const curves = await readReference(folder, 'curves');
  const bench = benchHere(places, wish);
  try {
    await demand(bench, wish);
    return [
      resultOf('backprop', backprop && (await checkBackprop(backprop.cases, bench))),
      resultOf('training', training && (await checkTraining(training.runs, bench))),
      resultOf('curves', curves && (await checkCurves(curves.x, curves.curves, bench))),
    ];
  } finally {
    bench.close();
  }
}

/** A check of an engine that is not here would be one of another. @throws PlainError */
async function demand(bench: Bench, wish: EngineWish): Promise<void> {
  if (engineOf(wish) === 'simd') return;
  const states = await bench.engines();
  const fitting = states.filter(
    ({ engine, backend }) => engine === engineOf(wish) && (!wish.backend || backend === wish.backend),
  );
  if (fitting.some(({ missing }) => missing === null)) return;
  throw new PlainError(fitting.map(({ missing }) => missing).join(' '));
}

interface Outcome {
  worst: Worst;
  unknown: string[];
  notYet?: string[];
}

function resultOf(file: ReferenceFile, outcome: Outcome | null): Result {
  const tolerance = tolerances[file];
  const { worst, unknown, notYet = [] } = outcome ?? { worst: new Worst(), unknown: [] };
  const { error, at, compared } = worst;
  const passed = compared > 0 && error <= tolerance && unknown.length === 0;
  return { file, error, tolerance, at, compared, passed, missing: outcome === null, unknown, notYet };
}

/** `lab check-reference DIR`. @returns 1 beyond tolerance or when anything is missing */
export async function printReference(
  folder: string,
  asJson: boolean,
  places: Places,
  wish: EngineWish = {},
): Promise<number> {
  const results = await checkReference(folder, places, wish);
  const passed = results.every((result) => result.passed);
  if (asJson) json({ passed, files: results });
  else for (const result of results) console.log(linesOf(result).join('\n'));
  return passed ? 0 : 1;
}

/** `backprop 3.1e-7 of 1e-5`, and a line for everything that was not compared. */
export function linesOf({ file, error, tolerance, at, compared, missing, unknown, notYet }: Result): string[] {
  const lines: string[] = [];
  if (missing) lines.push(`${file} missing: there is no ${file}.json`);
  if (compared > 0) {
    const beyond = error > tolerance ? `: beyond tolerance (${at})` : '';
    lines.push(`${file} ${error === 0 ? '0' : error.toExponential(1)} of ${tolerance.toExponential()}${beyond}`);
  }
  if (unknown.length > 0) lines.push(`${file} missing: ${unknown.length} cases, the first is ${unknown[0]}`);
  if (notYet.length > 0) lines.push(`${file} not yet: ${notYet.length} trajectories`);
  return lines;
}
