import type { Tensor } from '@tensorflow/tfjs-core';
import { ratesAt } from '../../core/rates.ts';
import type { Engine } from '../engine/engine.ts';
import { RATE_STEPS } from '../kernels/words.ts';
import type { Tf } from './backend.ts';
import type { Ops } from './ops.ts';
import type { Rates } from './optimizers.ts';

/** What an update depends on, as tensors; those of the step are made anew only where they change. The numbers are the ones the
 *  kernels read. */
export class RateTensors implements Rates {
  readonly momentum: Tensor;
  readonly alpha: Tensor;
  readonly alphaRest: Tensor;
  readonly beta1: Tensor;
  readonly beta1Rest: Tensor;
  readonly beta2: Tensor;
  readonly beta2Rest: Tensor;
  readonly epsilon: Tensor;
  private readonly tf: Tf;
  private readonly decay: number;
  private readonly table: Float64Array;
  private readonly changing = new Map<string, { number: number; tensor: Tensor }>();
  private eta = 0;
  private mean = 0;
  private lack = 0;

  constructor(tf: Tf, ops: Ops, engine: Engine) {
    const { momentum, alpha, beta1, beta2, epsilon, decay } = ratesAt(engine.plan, 0);
    this.tf = tf;
    this.table = new Float64Array(engine.memory.buffer, engine.compiled.rates, 3 * RATE_STEPS);
    this.momentum = ops.constant(momentum);
    this.alpha = ops.constant(alpha);
    this.alphaRest = ops.constant(1 - alpha);
    this.beta1 = ops.constant(beta1);
    this.beta1Rest = ops.constant(1 - beta1);
    this.beta2 = ops.constant(beta2);
    this.beta2Rest = ops.constant(1 - beta2);
    this.epsilon = ops.constant(epsilon);
    this.decay = decay;
  }

  /** The rates of a step, which the engine has written. */
  at(step: number): void {
    const k = 3 * (step % RATE_STEPS);
    this.eta = this.table[k] ?? 0;
    this.mean = this.table[k + 1] ?? 0;
    this.lack = this.table[k + 2] ?? 0;
  }

  get learningRate(): Tensor {
    return this.tensor('η', this.eta);
  }
  get step(): Tensor {
    return this.tensor('step', this.eta * this.mean);
  }
  get root(): Tensor {
    return this.tensor('root', this.lack);
  }
  get keep(): Tensor {
    return this.tensor('keep', 1 - this.eta * this.decay);
  }

  close(): void {
    for (const { tensor } of this.changing.values()) tensor.dispose();
    this.changing.clear();
  }

  private tensor(name: string, number: number): Tensor {
    const known = this.changing.get(name);
    if (known?.number === number) return known.tensor;
    known?.tensor.dispose();
    const tensor = this.tf.keep(this.tf.scalar(number));
    this.changing.set(name, { number, tensor });
    return tensor;
  }
}
