import { activations, type ActivationId } from './activations.ts';

/** The Goldilocks zone of a pre-activation: where φ′(z) is at least a tenth of its maximum. */
export const inZone = (id: ActivationId, z: number): boolean =>
  Math.abs(activations[id].df(z)) >= zoneShare * activations[id].maxSlope;
export const zoneShare = 0.1;

/** The Goldilocks zone of a layer: ‖ΔW‖/‖W‖ (for SGD η‖∂J/∂W‖/‖W‖) between these two. [cs231n, rule of thumb] */
export const updateRatioZone = { low: 1e-4, high: 1e-2 } as const;
