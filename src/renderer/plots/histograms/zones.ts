import { activations, type ActivationId } from '../../../core/activations.ts';
import { inZone } from '../../../core/zone.ts';
import { zoneOf } from '../../../core/zone.ts';
import type { Span } from './axis.ts';

type Stretches = readonly (readonly [number, number])[];

/** What was worked out before: the same few are asked for with every frame. */
const known = new Map<string, Stretches>();
const MOST = 200;
function remembered(key: string, make: () => Stretches): Stretches {
  const before = known.get(key);
  if (before) return before;
  if (known.size >= MOST) known.clear();
  const made = make();
  known.set(key, made);
  return made;
}

/** Where on an axis of z gradients pass. */
export const zoneOn = (fn: ActivationId, { high }: Span): Stretches =>
  remembered(`z ${fn} ${high}`, () => zoneOf(fn, high));

/** Where on an axis of h = φ(z) an output can only come from outside the Goldilocks zone: it is saturated. */
export const saturatedOn = (fn: ActivationId, span: Span): Stretches =>
  remembered(`h ${fn} ${span.low} ${span.high}`, () => saturated(fn, span));

function saturated(fn: ActivationId, { low, high }: Span): Stretches {
  const PARTS = 200;
  const part = (high - low) / PARTS;
  const inside = new Uint8Array(PARTS);
  const outside = new Uint8Array(PARTS);
  const REACH = 20;
  const STEPS = 8000;
  for (let i = 0; i <= STEPS; i++) {
    const z = REACH * ((2 * i) / STEPS - 1);
    const at = Math.min(PARTS - 1, Math.floor((activations[fn].f(z) - low) / part));
    if (at >= 0) (inZone(fn, z) ? inside : outside)[at] = 1;
  }
  const is = (k: number): boolean => outside[k] === 1 && inside[k] === 0;
  const stretches: [number, number][] = [];
  for (let k = 0; k < PARTS; k++) {
    if (!is(k)) continue;
    const from = k;
    while (k + 1 < PARTS && is(k + 1)) k++;
    // a part or two are no stretch that could be seen: the exact 0 of ReLU
    if (k - from > 1) stretches.push([low + from * part, low + (k + 1) * part]);
  }
  return stretches;
}
