import { activations, type ActivationId } from './activations.ts';

/** The Goldilocks zone of a pre-activation: where φ′(z) is at least a tenth of its maximum. */
export const inZone = (id: ActivationId, z: number): boolean =>
  Math.abs(activations[id].df(z)) >= zoneShare * activations[id].maxSlope;
export const zoneShare = 0.1;

/** The Goldilocks zone of a layer: ‖ΔW‖/‖W‖ (for SGD η‖∂J/∂W‖/‖W‖) between these two. [cs231n, rule of thumb] */
export const updateRatioZone = { low: 1e-4, high: 1e-2 } as const;

/** The stretches of [−max, max] where φ′ is at least a tenth of its maximum. */
export function zoneOf(fn: ActivationId, max: number): [number, number][] {
  const stretches: [number, number][] = [];
  const SAMPLES = 400;
  let from: number | null = null;
  for (let i = 0; i <= SAMPLES; i++) {
    const z = max * ((2 * i) / SAMPLES - 1);
    const inside = inZone(fn, z);
    // from the sample before, so that ReLU's zone begins at 0 and not just after it
    if (inside && from === null) from = Math.max(-max, z - (2 * max) / SAMPLES);
    if (!inside && from !== null) {
      stretches.push([from, z]);
      from = null;
    }
  }
  if (from !== null) stretches.push([from, max]);
  return stretches;
}

/** Share of values in the zone. */
export function shareInZone(fn: ActivationId, values: ArrayLike<number>): number {
  let inside = 0;
  for (let i = 0; i < values.length; i++) if (inZone(fn, values[i] as number)) inside++;
  return values.length === 0 ? NaN : inside / values.length;
}
