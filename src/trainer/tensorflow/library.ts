// What scripts/tensorflow.mjs packs into resources/tensorflow.cjs: TensorFlow.js with its own gradients and two backends.
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import '@tensorflow/tfjs-backend-cpu';

export * from '@tensorflow/tfjs-core';
export { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
