import type { Frame } from '../../../core/frame/frame.ts';
import { activations } from '../../../core/activations.ts';
import { losses } from '../../../core/losses.ts';
import { optimizers } from '../../../core/optimizers.ts';
import type { Bench } from '../../bench.ts';
import { tensorError, Worst } from './compare.ts';
import { malformed, referencePlan, type Trajectory } from './format.ts';

/** Runs every trajectory whose optimizer we have. Each entry of `expect` is compared as one tensor over all steps, relative
 *  to its largest entry: a gradient that has all but vanished says nothing about float32. */
export async function checkTraining(
  runs: Trajectory[],
  bench: Bench,
): Promise<{ worst: Worst; unknown: string[]; notYet: string[] }> {
  const worst = new Worst();
  const unknown: string[] = [];
  const notYet: string[] = [];
  for (const [i, run] of runs.entries()) {
    const place = `runs[${i}]`;
    checkShape(place, run);
    if (!Object.hasOwn(optimizers, run.optimizer.kind)) notYet.push(run.name);
    else if (!Object.hasOwn(activations, run.activation) || !Object.hasOwn(losses, run.loss)) unknown.push(run.name);
    else await compare(place, run, bench, worst);
  }
  return { worst, unknown, notYet };
}

async function compare(place: string, run: Trajectory, bench: Bench, worst: Worst): Promise<void> {
  const { frames } = await bench.run(planOf(place, run), true);
  const { expect, name } = run;
  const seen = new Map(frames.flatMap((frame) => (frame.kind === 'frame' ? [[frame.scalars.step, frame]] : [])));
  const series = (what: string, got: (frame: Frame) => ArrayLike<number>, want: number[]): void =>
    worst.add(
      tensorError(
        Array.from({ length: run.steps }, (_, step) => seen.get(step)).flatMap((frame) =>
          frame ? Array.from(got(frame)) : [NaN],
        ),
        want,
      ),
      `${name} ${what}`,
    );
  series('loss', ({ scalars }) => [scalars.loss], expect.loss);
  series('objective', ({ scalars }) => [scalars.objective], expect.objective);
  series('gradient norms', (frame) => frame.tensor('‖dW‖') ?? [], expect.gradNorm.flat());
  const last = frames.findLast(({ kind, scalars }) => kind === 'keyframe' && scalars.step === run.steps);
  const parameters = (got: string, want: number[]): void =>
    worst.add(tensorError(last?.tensor(got) ?? [], want), `${name} final ${got}`);
  expect.W.forEach((want, layer) => parameters(`W${layer + 1}`, want.flat()));
  expect.b.forEach((want, layer) => parameters(`b${layer + 1}`, want));
}

/** @throws PlainError where a file's parts do not fit each other */
function checkShape(place: string, { x, batchSize, steps, sizes, init, expect }: Trajectory): void {
  const demand = (holds: boolean, where: string, what: string): void => {
    if (!holds) throw malformed('training.json', `${place}.${where}`, what);
  };
  const layers = sizes.length - 1;
  demand(layers >= 1, 'sizes', 'it needs at least two sizes');
  demand(x.length % batchSize === 0, 'batchSize', `it does not divide the ${x.length} examples`);
  for (const part of ['loss', 'objective', 'gradNorm'] as const)
    demand(expect[part].length === steps, `expect.${part}`, `it needs ${steps} entries`);
  demand(
    expect.gradNorm.every((row) => row.length === layers),
    'expect.gradNorm',
    `each row needs ${layers} entries`,
  );
  for (const [where, { W, b }] of Object.entries({ init, expect })) {
    demand(W.length === layers, `${where}.W`, `it needs ${layers} matrices`);
    demand(b.length === layers || b.length === 0, `${where}.b`, `it needs ${layers} lists, or none`);
  }
}

function planOf(place: string, run: Trajectory) {
  const { sizes, activation, loss, weightDecay, batchSize, steps, x, y, init } = run;
  const { lr, ...optimizer } = run.optimizer;
  const parameters = Object.fromEntries([
    ...init.W.map((W, layer) => [`W${layer + 1}`, W]),
    ...init.b.map((b, layer) => [`b${layer + 1}`, b]),
  ]) as Record<string, unknown>;
  const layers = sizes
    .slice(1)
    .flatMap((units, layer) => [
      ...(layer > 0 ? [{ type: 'activation', fn: activation }] : []),
      { type: 'dense', units, init: { kind: 'zero' }, bias: init.b.length > 0 },
    ]);
  return referencePlan(`training.json ${place}`, {
    goldilocks: 1,
    name: 'reference',
    seed: 0,
    data: { kind: 'inline', x, y },
    network: layers,
    loss,
    weightDecay,
    optimizer: { ...optimizer, learningRate: lr },
    batchSize,
    shuffle: false,
    length: { steps },
    parameters,
  });
}
