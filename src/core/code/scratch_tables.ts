import type { ActivationId } from '../activations.ts';
import type { OptimizerId } from '../optimizers.ts';
import type { Plan } from '../plan/schema.ts';

// What the from-scratch target writes for an activation and an optimizer.

/** φ and φ′ as Python functions of z; the identity needs none. */
const functions: Record<ActivationId, { f: string[]; df: string[] } | null> = {
  relu: { f: ['return torch.clamp(z, min=0)'], df: ['return (z > 0).float()'] },
  tanh: { f: ['return torch.tanh(z)'], df: ['return 1 - torch.tanh(z) ** 2'] },
  sigmoid: { f: ['return torch.sigmoid(z)'], df: ['return torch.sigmoid(z) * torch.sigmoid(-z)'] },
  identity: null,
  leaky_relu: {
    f: ['return torch.where(z > 0, z, 0.01 * z)'],
    df: ['return 0.01 + 0.99 * (z > 0)'],
  },
  elu: { f: ['return torch.where(z > 0, z, torch.expm1(z))'], df: ['return torch.exp(torch.clamp(z, max=0))'] },
  gelu: {
    f: ['return z * (1 + torch.erf(z / 2 ** 0.5)) / 2'],
    df: [
      'cdf = (1 + torch.erf(z / 2 ** 0.5)) / 2  # of N(0, 1)',
      'pdf = torch.exp(-z ** 2 / 2) / (2 * torch.pi) ** 0.5',
      'return cdf + z * pdf',
    ],
  },
  silu: {
    f: ['return z * torch.sigmoid(z)'],
    df: ['return torch.sigmoid(z) * (1 + z * torch.sigmoid(-z))'],
  },
  softplus: {
    f: ['return torch.clamp(z, min=0) + torch.log1p(torch.exp(-z.abs()))  # ln(1 + e^z)'],
    df: ['return torch.sigmoid(z)'],
  },
};

/** φ and φ′ of every activation that the network has. */
export function activationFunctions({ network }: Plan): string[][] {
  const used = new Set(network.flatMap((layer) => (layer.type === 'activation' ? [layer.fn] : [])));
  return [...used].flatMap((fn) => {
    const both = functions[fn];
    return both
      ? [
          [`def ${fn}(z):  # φ`, ...both.f.map((line) => `    ${line}`)],
          [`def d_${fn}(z):  # φ′`, ...both.df.map((line) => `    ${line}`)],
        ]
      : [];
  });
}

/** The update of one parameter p by its gradient g and what is remembered of it, in place. */
export const updates: Record<OptimizerId, (eta: string) => string[]> = {
  sgd: (eta) => [`p -= ${eta} * g`],
  momentum: (eta) => ['v *= momentum', 'v += g', `p -= ${eta} * v`],
  nesterov: (eta) => ['v *= momentum', 'v += g', `p -= ${eta} * (g + momentum * v)`],
  rmsprop: (eta) => ['v *= alpha', 'v += (1 - alpha) * g ** 2', `p -= ${eta} * g / (v.sqrt() + epsilon)`],
  adagrad: (eta) => ['v += g ** 2', `p -= ${eta} * g / (v.sqrt() + epsilon)`],
  adam: (eta) => [...means, `p -= ${eta} * m_hat / (v_hat.sqrt() + epsilon)`],
  adamw: (eta) => [...means, `p *= 1 - ${eta} * decay`, `p -= ${eta} * m_hat / (v_hat.sqrt() + epsilon)`],
};
const means = [
  'm *= beta1',
  'm += (1 - beta1) * g',
  'v *= beta2',
  'v += (1 - beta2) * g ** 2',
  'm_hat = m / (1 - beta1 ** (step + 1))',
  'v_hat = v / (1 - beta2 ** (step + 1))',
];
