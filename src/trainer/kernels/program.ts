import { activate, activateBackward } from './activations';
import { affine, affineBackW, affineBackX, layOut } from './affine';
import { gather, gatherBytes, shuffle } from './data';
import { begin, f, i, p } from './instruction';
import { loss, lossBackward, penalty, penaltyBackward, squares, total } from './losses';
import { update } from './optimizers';
import { dropout, noise, times } from './regularize';
import * as W from './words';

/** Carries out one share of one instruction. Which words an operation has is written in engine/instructions.ts. */
export function execute(program: usize, at: usize, part: i32, parts: i32): void {
  const op = load<i32>(at);
  if (op <= W.NOISE_BACK) {
    // whole pairs of vectors: the widest tile
    const vectors = load<i32>(program, W.VECTORS);
    const pairs = (vectors + 1) >> 1;
    const first = 2 * begin(pairs, part, parts);
    const end = min(vectors, 2 * begin(pairs, part + 1, parts));
    if (first < end) examples(op, program, at, first, end - first, part);
  } else if (op <= W.SUM) weights(op, program, at, part, parts);
  else {
    const all = load<i32>(program, W.PARAMETERS);
    const stretches = (all + W.STRETCH - 1) / W.STRETCH;
    const from = W.STRETCH * begin(stretches, part, parts);
    const to = min(all, W.STRETCH * begin(stretches, part + 1, parts));
    if (from < to || op == W.CLIP) parameters(op, program, at, from, to, part);
  }
}

/** Carries out instructions [from, to), all of each. */
export function walk(program: usize, from: i32, to: i32): void {
  const vectors = load<i32>(program, W.VECTORS);
  const all = load<i32>(program, W.PARAMETERS);
  const end = instruction(program, to);
  for (let at = instruction(program, from); at < end; at += W.INSTRUCTION) {
    const op = load<i32>(at);
    if (op <= W.NOISE_BACK) examples(op, program, at, 0, vectors, 0);
    else if (op <= W.SUM) weights(op, program, at, 0, 1);
    else parameters(op, program, at, 0, all, 0);
  }
}

/** What is done example by example: vectors [first, first + vectors) of the batch. */
function examples(op: i32, program: usize, at: usize, first: i32, vectors: i32, part: i32): void {
  const stride = <usize>load<i32>(program, W.STRIDE);
  const o = (<usize>first) << 4;
  const n = load<i32>(program, W.N);
  switch (op) {
    case W.LOAD: {
      // x table, bytes?, width, x, y table, width, y
      const order = <usize>(load<i32>(program, W.ORDER) + 4 * load<i32>(program, W.FROM));
      if (i(at, 3) != 0) gatherBytes(p(at, 2), i(at, 4), order, n, p(at, 5), stride, first, vectors);
      else gather(p(at, 2), i(at, 4), order, n, p(at, 5), stride, first, vectors);
      gather(p(at, 6), i(at, 7), order, n, p(at, 8), stride, first, vectors);
      break;
    }
    case W.AFFINE:
      affine(program, at, stride, first, vectors, part);
      break;
    case W.ACTIVATION: // fn, z, h, q
      activate(i(at, 2), p(at, 3) + o, p(at, 4) + o, stride, i(at, 5), vectors);
      break;
    case W.DROPOUT: // h, m, h′, q, key, threshold, keep
      dropout(
        p(at, 2),
        p(at, 3),
        p(at, 4),
        i(at, 5),
        i(at, 6),
        load<i32>(program, W.STEP),
        i(at, 7),
        f(at, 8),
        load<i32>(program, W.TRAINING) != 0,
        stride,
        first,
        vectors,
      );
      break;
    case W.NOISE: // x, x′, q, key, sigma
      noise(
        p(at, 2),
        p(at, 3),
        i(at, 4),
        i(at, 5),
        load<i32>(program, W.STEP),
        f(at, 6),
        load<i32>(program, W.TRAINING) != 0,
        stride,
        first,
        vectors,
      );
      break;
    case W.LOSS: // fn, o, y, q, losses, sums
      loss(i(at, 2), p(at, 3), p(at, 4), i(at, 5), p(at, 6), p(at, 7), stride, n, first, vectors);
      break;
    case W.LOSS_BACK: // fn, o, y, q, do, sums
      lossBackward(i(at, 2), p(at, 3), p(at, 4), i(at, 5), p(at, 6), p(at, 7), stride, n, first, vectors);
      break;
    case W.AFFINE_BACK_X:
      affineBackX(program, at, stride, first, vectors, part);
      break;
    case W.ACTIVATION_BACK: // fn, z, h, dh, dz, q
      activateBackward(i(at, 2), p(at, 3) + o, p(at, 4) + o, p(at, 5) + o, p(at, 6) + o, stride, i(at, 7), vectors);
      break;
    case W.DROPOUT_BACK: // dh′, m, dh, q
    case W.NOISE_BACK:
      times(p(at, 2), p(at, 3), p(at, 4), i(at, 5), stride, first, vectors);
      break;
    default:
      unreachable();
  }
}

/** What is done row by row of a weight matrix, and the sums, which are the first thread's. */
function weights(op: i32, program: usize, at: usize, part: i32, parts: i32): void {
  switch (op) {
    case W.LAY_OUT:
      layOut(program, at, part, parts);
      break;
    case W.AFFINE_BACK_W:
      affineBackW(program, at, part, parts);
      break;
    case W.PENALTY: // W, count, l2, l1, s
      if (part == 0) store<f32>(p(at, 6), <f32>penalty(p(at, 2), i(at, 3), f(at, 4), f(at, 5)));
      break;
    case W.SUM: // losses, s
      if (part == 0) {
        const mean = total(p(at, 2), load<i32>(program, W.VECTORS)) / <f64>load<i32>(program, W.N);
        store<f32>(p(program, W.L >> 2), <f32>mean);
        const s = p(at, 3);
        store<f32>(p(program, W.J >> 2), <f32>mean + (s == 0 ? <f32>0 : load<f32>(s)));
      }
      break;
    default:
      unreachable();
  }
}

/** What is done for floats [from, to) of all parameters together. */
function parameters(op: i32, program: usize, at: usize, from: i32, to: i32, part: i32): void {
  // the instruction's own stretch of them: first, count
  const first = max(from, i(at, 2));
  const count = min(to, i(at, 2) + i(at, 3)) - first;
  const skip = (<usize>(first - i(at, 2))) << 2;
  switch (op) {
    case W.PENALTY_BACK: // W, dW, l2, l1
      if (count > 0) penaltyBackward(p(at, 4) + skip, p(at, 5) + skip, count, f(at, 6), f(at, 7));
      break;
    case W.CLIP_PARTS: // gradient, partial sums: one of each stretch, so that shares do not change the order
      for (let k = first; k < first + count;) {
        const end = min((k / W.STRETCH + 1) * W.STRETCH, first + count);
        store<f64>(
          p(at, 5) + ((<usize>(k / W.STRETCH - i(at, 2) / W.STRETCH)) << 3),
          squares(p(at, 4) + ((<usize>(k - i(at, 2))) << 2), end - k),
        );
        k = end;
      }
      break;
    case W.CLIP: // partial sums, how many, threshold
      if (part == 0) {
        let sum: f64 = 0;
        for (let k = 0; k < i(at, 5); k++) sum += load<f64>(p(at, 4) + ((<usize>k) << 3));
        const length = sqrt<f64>(sum);
        let factor = f(at, 6) / (<f32>length + <f32>1e-6);
        if (factor == 0) factor = <f32>(<f64>f(at, 6) / length); // a norm beyond float32, of gradients within it
        store<f32>(program + W.CLIP_FACTOR, min(<f32>1, factor));
      }
      break;
    case W.UPDATE: {
      // fn, value, gradient, m, v
      if (count <= 0) break;
      const rates = p(program, W.RATES >> 2) + 24 * <usize>(load<i32>(program, W.STEP) & (W.RATE_STEPS - 1));
      const v = p(at, 8);
      const m = p(at, 7);
      update(
        i(at, 4),
        p(at, 5) + skip,
        p(at, 6) + skip,
        m == 0 ? 0 : m + skip,
        v == 0 ? 0 : v + skip,
        count,
        program,
        rates,
        load<f32>(program, W.CLIP_FACTOR),
      );
      break;
    }
    default:
      unreachable();
  }
}

/** Makes the batch of the program's step the one at hand, in a new order where an epoch begins. */
export function prepare(program: usize): void {
  const step = load<i32>(program, W.STEP);
  const perEpoch = load<i32>(program, W.PER_EPOCH);
  const count = load<i32>(program, W.COUNT);
  const epoch = step / perEpoch;
  if (load<i32>(program, W.SHUFFLED) != 0 && epoch != load<i32>(program, W.EPOCH)) {
    shuffle(p(program, W.ORDER >> 2), count, load<i32>(program, W.ORDER_KEY), epoch);
    store<i32>(program, epoch, W.EPOCH);
  }
  const from = (step % perEpoch) * load<i32>(program, W.BATCH);
  const n = min(load<i32>(program, W.BATCH), count - from);
  store<i32>(program, 0, W.NOT_FINITE);
  store<i32>(program, from, W.FROM);
  store<i32>(program, n, W.N);
  store<i32>(program, (n + 3) >> 2, W.VECTORS);
}

/** Address of an instruction. */
export function instruction(program: usize, k: i32): usize {
  return program + W.HEADER + <usize>k * W.INSTRUCTION;
}

/** Whether the objective of the batch at hand is a finite number. */
export function finite(program: usize): bool {
  const J = load<f32>(p(program, W.J >> 2));
  return J - J == 0;
}

/** Keeps the loss of the batch at hand and goes on to the next step. */
export function count(program: usize): void {
  const step = load<i32>(program, W.STEP);
  const place = (<usize>(step % load<i32>(program, W.PER_EPOCH))) << 2;
  store<f32>(p(program, W.LOSSES >> 2) + place, load<f32>(p(program, W.L >> 2)));
  store<i32>(program, step + 1, W.STEP);
}
