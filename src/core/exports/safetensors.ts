import { safetensorsOf } from '../tensors/safetensors.ts';
import { aboutNetwork, type NetworkWriter } from './network.ts';

/** The parameters as float32 tensors `W1` (out × in), `b1` (out), …; what network it is stands in the metadata. */
export const safetensors: NetworkWriter = (network) =>
  safetensorsOf({ tensors: network.parameters, metadata: aboutNetwork(network) });
