import { ALPHA, ALPHA_REST, BETA1, BETA1_REST, BETA2, BETA2_REST, DECAY, EPSILON, MOMENTUM } from './words';

// Ids are positions in core/optimizers.ts: sgd, momentum, nesterov, rmsprop, adagrad, adam, adamw. Definitions are there.

/** One update of `count` floats (a multiple of 4) at `value`, with the gradient times `clip`. m and v: what the optimizer
 *  remembers. `program`: where its constants are; `rates`: learning rate and Adam's corrections of this step. */
export function update(
  fn: i32,
  value: usize,
  gradient: usize,
  m: usize,
  v: usize,
  count: i32,
  program: usize,
  rates: usize,
  clip: f32,
): void {
  const rate = load<f64>(rates);
  const eta = f32x4.splat(<f32>rate);
  const k = f32x4.splat(clip);
  const end = value + ((<usize>count) << 2);
  const epsilon = f32x4.splat(load<f32>(program, EPSILON));
  if (fn == 0) {
    for (let p = value, g = gradient; p < end; p += 16, g += 16)
      v128.store(p, f32x4.sub(v128.load(p), f32x4.mul(eta, f32x4.mul(k, v128.load(g)))));
  } else if (fn == 1 || fn == 2) {
    const mu = f32x4.splat(load<f32>(program, MOMENTUM));
    for (let p = value, g = gradient, s = m; p < end; p += 16, g += 16, s += 16) {
      const dW = f32x4.mul(k, v128.load(g));
      const speed = f32x4.add(f32x4.mul(mu, v128.load(s)), dW);
      v128.store(s, speed);
      const along = fn == 1 ? speed : f32x4.add(dW, f32x4.mul(mu, speed));
      v128.store(p, f32x4.sub(v128.load(p), f32x4.mul(eta, along)));
    }
  } else if (fn == 3 || fn == 4) {
    const old = f32x4.splat(fn == 3 ? load<f32>(program, ALPHA) : 1);
    const fresh = f32x4.splat(fn == 3 ? load<f32>(program, ALPHA_REST) : 1);
    for (let p = value, g = gradient, s = m; p < end; p += 16, g += 16, s += 16) {
      const dW = f32x4.mul(k, v128.load(g));
      const mean = f32x4.add(f32x4.mul(old, v128.load(s)), f32x4.mul(fresh, f32x4.mul(dW, dW)));
      v128.store(s, mean);
      const scaled = f32x4.div(dW, f32x4.add(f32x4.sqrt(mean), epsilon));
      v128.store(p, f32x4.sub(v128.load(p), f32x4.mul(eta, scaled)));
    }
  } else {
    const b1 = f32x4.splat(load<f32>(program, BETA1));
    const b2 = f32x4.splat(load<f32>(program, BETA2));
    const rest1 = f32x4.splat(load<f32>(program, BETA1_REST));
    const rest2 = f32x4.splat(load<f32>(program, BETA2_REST));
    const step = f32x4.splat(<f32>(rate * load<f64>(rates, 8)));
    const root = f32x4.splat(<f32>load<f64>(rates, 16));
    const keep = f32x4.splat(fn == 6 ? <f32>(1 - rate * <f64>load<f32>(program, DECAY)) : 1);
    for (let p = value, g = gradient, s = m, t = v; p < end; p += 16, g += 16, s += 16, t += 16) {
      const dW = f32x4.mul(k, v128.load(g));
      const mean = f32x4.add(f32x4.mul(b1, v128.load(s)), f32x4.mul(rest1, dW));
      const square = f32x4.add(f32x4.mul(b2, v128.load(t)), f32x4.mul(rest2, f32x4.mul(dW, dW)));
      v128.store(s, mean);
      v128.store(t, square);
      const scaled = f32x4.div(f32x4.mul(step, mean), f32x4.add(f32x4.div(f32x4.sqrt(square), root), epsilon));
      v128.store(p, f32x4.sub(f32x4.mul(keep, v128.load(p)), scaled));
    }
  }
}
