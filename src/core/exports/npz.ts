import { npzOf } from '../tensors/npz.ts';
import type { Tensor } from '../tensors/safetensors.ts';
import type { NetworkWriter } from './network.ts';

/** The parameters as float32 arrays `W1` (out × in), `b1` (out), …, and `step`, a float64 of no dimension. */
export const npz: NetworkWriter = ({ parameters, step }) =>
  npzOf(new Map<string, Tensor>([...parameters, ['step', { shape: [], values: Float64Array.of(step) }]]));
