import { activations } from '../../../core/activations.ts';
import { losses } from '../../../core/losses.ts';
import type { Bench } from '../../bench.ts';
import { tensorError, Worst } from './compare.ts';
import { malformed, referencePlan, type BackpropCase } from './format.ts';

/** The lecture's names for a network with one hidden layer, as our graph has them. */
const nodeNames: Record<string, string> = { z: 'z1', h: 'h1', dJ_dz: 'dz1', dJ_dh: 'dh1' };
const nodeName = (quantity: string): string => nodeNames[quantity] ?? quantity.replace(/^dJ_d/, 'd');

/** Traces every case; each tensor's error is relative to its largest entry. */
export async function checkBackprop(cases: BackpropCase[], bench: Bench): Promise<{ worst: Worst; unknown: string[] }> {
  const worst = new Worst();
  const unknown: string[] = [];
  for (const [i, one] of cases.entries()) {
    const place = `cases[${i}]`;
    if (!Object.hasOwn(activations, one.activation) || !Object.hasOwn(losses, one.loss)) {
      unknown.push(one.name);
      continue;
    }
    const { nodes } = await bench.trace(planOf(place, one));
    for (const [quantity, expected] of Object.entries(one.expect)) {
      const want = [expected].flat(2);
      // without weight decay the graph has no penalty: it is 0
      const got = nodes[nodeName(quantity)]?.values ?? (quantity === 's' && one.weightDecay === 0 ? [0] : null);
      if (!got) throw malformed('backprop.json', `${place}.expect.${quantity}`, 'a quantity no graph has');
      worst.add(tensorError(got, want), `${one.name} ${quantity}`);
    }
  }
  return { worst, unknown };
}

function planOf(place: string, { activation, loss, weightDecay, bias, x, y, W1, W2, b1, b2 }: BackpropCase) {
  const dense = (W: number[][]) => ({ type: 'dense', units: W.length, init: { kind: 'zero' }, bias });
  return referencePlan(`backprop.json ${place}`, {
    goldilocks: 1,
    name: 'reference',
    seed: 0,
    data: { kind: 'inline', x, y },
    network: [dense(W1), { type: 'activation', fn: activation }, dense(W2)],
    loss,
    weightDecay,
    optimizer: { kind: 'sgd', learningRate: 0 },
    batchSize: x.length,
    shuffle: false,
    length: { steps: 1 },
    parameters: { W1, W2, ...(b1 && { b1 }), ...(b2 && { b2 }) },
  });
}
