// ConvNetJS 0.3.0: plain JavaScript in float64, example by example; its trainer sums the gradients of a batch.
import { createRequire } from 'node:module';
import { batchCount, batchesOf, layersOf } from '../networks.ts';
import type { Peer } from './peer.ts';

interface Vol {
  w: Float64Array;
}
interface FullyConnected {
  layer_type: string;
  filters: Vol[];
  biases: Vol;
}
interface Net {
  layers: FullyConnected[];
  makeLayers(definitions: Record<string, string | number>[]): void;
}
/** What is used of ConvNetJS, which comes without types. */
interface ConvNet {
  Vol: new (sx: number, sy: number, depth: number, fill: number) => Vol;
  Net: new () => Net;
  RegressionLayer: new (options: { in_sx: number; in_sy: number; in_depth: number }) => FullyConnected;
  Trainer: new (
    net: Net,
    options: { method: string; learning_rate: number; momentum: number; batch_size: number },
  ) => { train(x: Vol, y: number | Float64Array): { cost_loss: number } };
}

export function convnet(): Peer[] {
  const { Vol, Net, RegressionLayer, Trainer } = createRequire(import.meta.url)('convnetjs') as ConvNet;
  const peer: Peer = {
    name: 'ConvNetJS',
    column: 'ConvNetJS',
    threads: 1,
    // The same mathematics in float64, except that dropout does not scale up what stays.
    differs: 'float64; dropout without scaling',
    open: (network) => {
      const { sizes, hidden, batch, dropout, rate } = network;
      const softmax = network.output === 'softmax, cross-entropy';
      const outputs = sizes[sizes.length - 1] ?? 0;
      const net = new Net();
      net.makeLayers([
        { type: 'input', out_sx: 1, out_sy: 1, out_depth: sizes[0] ?? 0 },
        ...sizes.slice(1, -1).map((units) => ({
          ...{ type: 'fc', num_neurons: units, activation: hidden },
          ...(dropout > 0 && { drop_prob: dropout }),
        })),
        softmax
          ? { type: 'softmax', num_classes: outputs } // brings its linear layer along
          : { type: 'fc', num_neurons: outputs, activation: 'sigmoid' },
      ]);
      // Its own 'regression' would bring a linear layer along.
      if (!softmax) net.layers.push(new RegressionLayer({ in_sx: 1, in_sy: 1, in_depth: outputs }));
      const connected = net.layers.filter((layer) => layer.layer_type === 'fc');
      layersOf(network).forEach(({ inputs, weights, biases }, l) => {
        connected[l]?.filters.forEach((filter, i) => filter.w.set(weights.subarray(i * inputs, (i + 1) * inputs)));
        connected[l]?.biases.w.set(biases);
      });
      const trainer = new Trainer(net, { method: 'sgd', learning_rate: rate, momentum: 0, batch_size: batch });
      const batches = batchesOf(network).map(({ x, y }) =>
        Array.from({ length: batch }, (_, m) => {
          const vol = new Vol(1, 1, x.length / batch, 0);
          vol.w.set(x.subarray((m * x.length) / batch, ((m + 1) * x.length) / batch));
          const target = Float64Array.from(y.subarray(m * outputs, (m + 1) * outputs));
          return { vol, target: softmax ? target.indexOf(1) : target };
        }),
      );
      let taken = 0;
      return Promise.resolve({
        steps: (count) => {
          let loss = NaN;
          for (let i = 0; i < count; i++) {
            loss = 0;
            for (const { vol, target } of batches[taken++ % batchCount] ?? [])
              loss += trainer.train(vol, target).cost_loss;
          }
          return loss / batch / (softmax ? 1 : 4); // for its gradient e it reports 2e², not ½e²
        },
        close: () => {},
      });
    },
  };
  return [peer];
}
