import type { Plan } from '../../core/plan/schema.ts';

/** A dense layer of the kernel's network: what comes before it, and what of it has a gradient. */
export interface KernelLayer {
  /** Whether a ReLU is between it and the dense layer before. */
  relu: boolean;
  /** Whether it has biases that learn. */
  bias: boolean;
  frozen: boolean;
}

/** The dense layers of a plan; dropout and noise are left out. */
export function kernelLayersOf({ network }: Pick<Plan, 'network'>): KernelLayer[] {
  const layers: KernelLayer[] = [];
  let relu = false;
  for (const layer of network) {
    if (layer.type === 'activation') relu ||= layer.fn === 'relu';
    if (layer.type !== 'dense') continue;
    const frozen = layer.frozen === true;
    layers.push({ relu, bias: layer.bias && !frozen, frozen });
    relu = false;
  }
  return layers;
}

/** Θ(x, x′) of a ReLU network at infinite width in the parametrization z = √(2/n) ω h + b with ω ~ N(0, 1) and b = 0 at the start:
 *  He scaling, whatever the plan draws from. From layer to layer, with cos a = K(x, x′)/√(K(x, x) K(x′, x′)),
 *  E[hh′] = √(K(x, x) K(x′, x′)) (sin a + (π − a) cos a)/2π, Θ ← 2 Θ (π − a)/2π + 2 E[hh′] + 1, the 1 for biases; a frozen layer adds
 *  nothing of its own. [Cho & Saul 2009; Jacot et al. 2018]
 *  @param q x·x′/width, and of each with itself */
export function tangent(q: number, qx: number, qy: number, layers: readonly KernelLayer[]): number {
  let k = q;
  let kx = qx;
  let ky = qy;
  let theta = 0;
  for (const [i, { relu, bias, frozen }] of layers.entries()) {
    if (relu && i > 0) {
      const size = Math.sqrt(kx * ky); // of equal points exactly kx, and the cosine then exactly 1
      const cos = size > 0 ? Math.max(-1, Math.min(1, k / size)) : 0;
      const rest = Math.PI - Math.acos(cos);
      theta = size > 0 ? (theta * rest) / (2 * Math.PI) : 0; // φ′(0) = 0
      k = (size / 2) * ((Math.sqrt(1 - cos * cos) + rest * cos) / Math.PI);
      kx /= 2;
      ky /= 2;
    }
    k *= 2;
    kx *= 2;
    ky *= 2;
    theta = 2 * theta + (frozen ? 0 : k) + (bias ? 1 : 0);
  }
  return theta;
}
