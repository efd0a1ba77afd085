import { activations, type ActivationId } from '../../../core/activations.ts';
import type { Bench } from '../../bench.ts';
import { absoluteError, Worst } from './compare.ts';
import { malformed } from './format.ts';

const isKnown = (name: string): name is ActivationId => Object.hasOwn(activations, name);

/** Compares every curve and its derivative, absolutely. */
export async function checkCurves(
  x: number[],
  curves: Record<string, { y: number[]; dy: number[] }>,
  bench: Bench,
): Promise<{ worst: Worst; unknown: string[] }> {
  const worst = new Worst();
  const unknown: string[] = [];
  for (const [name, want] of Object.entries(curves)) {
    for (const part of ['y', 'dy'] as const) {
      if (want[part].length !== x.length)
        throw malformed('curves.json', `curves.${name}.${part}`, `it needs ${x.length} entries`);
    }
    if (!isKnown(name)) {
      unknown.push(name);
      continue;
    }
    const got = await bench.curve(name, x);
    worst.add(absoluteError(got.y, want.y), `${name} y`);
    worst.add(absoluteError(got.dy, want.dy), `${name} dy`);
  }
  return { worst, unknown };
}
