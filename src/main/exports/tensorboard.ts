import protobuf from 'protobufjs/light.js';
import { rateOf, validationOf, type RecordingForm } from '../../core/exports/recording.ts';
import { recordOf } from '../../core/exports/tfrecord.ts';
import type { Frame } from '../../core/frame/frame.ts';
import { bins, described } from '../../core/frame/observed.ts';
import { gradientName, graphOf } from '../../core/graph/graph.ts';
import { shapeOf } from '../../core/plan/shape.ts';
import { eventSchema } from './schemas/tensorboard.ts';

const Event = protobuf.Root.fromJSON(eventSchema).lookupType('Event');
const written = (event: Record<string, unknown>): Uint8Array =>
  recordOf(Event.encode(Event.fromObject(event)).finish());

interface Value {
  tag: string;
  simple_value?: number;
  histo?: Record<string, number | number[]>;
}

/** An event file of TensorBoard: curves, norms of each layer, and histograms of weights and their gradients where frames hold them.
 *  What was measured of test and validation set stands at the step it was measured at, once. Frames have no time of their own:
 *  their events are spread over the seconds that the run trained. */
export const tensorboard: RecordingForm = ({ info, plan }) => {
  const { weights } = graphOf(plan, shapeOf(plan));
  const began = info.createdAt / 1000;
  const perStep = info.progress.seconds / Math.max(1, info.progress.step);
  const event = (step: number, value: Value[]): Uint8Array[] =>
    value.length > 0 ? [written({ wall_time: began + step * perStep, step, summary: { value } })] : [];
  const measured = { test: NaN, validation: NaN };
  /** Of a set, where it was measured since. */
  const news = (set: keyof typeof measured, step: number, loss: number, accuracy: number): Uint8Array[] => {
    if (Number.isNaN(step) || step === measured[set]) return [];
    measured[set] = step;
    return event(step, scalars({ [`loss/${set}`]: loss, [`accuracy/${set}`]: accuracy }));
  };
  return {
    head: written({ wall_time: began, file_version: 'brain.Event:2' }),
    frame(frame) {
      const { step, loss, penalty, objective, epochLoss, accuracy, testLoss, testAccuracy, testStep } = frame.scalars;
      const validation = validationOf(frame);
      const norm = (tag: string, name: string): [string, number][] =>
        weights.map((W, i) => [`${tag}/${W}`, frame.tensor(name)?.[i] ?? NaN]);
      return joined([
        ...news('test', testStep, testLoss, testAccuracy),
        ...news('validation', validation.step, validation.loss, validation.accuracy),
        ...event(step, [
          ...scalars({
            'loss/train': epochLoss,
            'loss/minibatch': loss,
            'accuracy/minibatch': accuracy,
            'objective/J': objective,
            'objective/penalty': penalty,
            learning_rate: rateOf(frame),
            ...Object.fromEntries([
              ...norm('norm_weights', '‖W‖'),
              ...norm('norm_gradient', '‖dW‖'),
              ...norm('norm_update', '‖ΔW‖'),
            ]),
          }),
          ...weights.flatMap((W) => [
            ...histogram(`weights/${W}`, frame, W),
            ...histogram(`gradients/${W}`, frame, gradientName(W)),
          ]),
        ]),
      ]);
    },
  };
};

const scalars = (values: Record<string, number>): Value[] =>
  Object.entries(values).flatMap(([tag, value]) => (Number.isNaN(value) ? [] : [{ tag, simple_value: value }]));

/** The counts of a tensor's entries, from the frame's own histogram or from all of its entries; none where it has neither. */
function histogram(tag: string, frame: Frame, name: string): Value[] {
  const counted = frame.tensor(`hist ${name}`);
  if (counted?.length === bins + described) {
    const [min = 0, max = 0, mean = 0, deviation = 0] = counted.subarray(bins);
    const counts = [...counted.subarray(0, bins)];
    const num = counts.reduce((sum, n) => sum + n, 0);
    return valueOf(tag, { min, max, counts, sum: num * mean, squares: num * (deviation ** 2 + mean ** 2) });
  }
  const values = frame.tensor(name);
  if (!values?.every(Number.isFinite)) return [];
  const [min, max] = [
    values.reduce((a, b) => Math.min(a, b), Infinity),
    values.reduce((a, b) => Math.max(a, b), -Infinity),
  ];
  const counts = new Array<number>(bins).fill(0);
  let [sum, squares] = [0, 0];
  for (const value of values) {
    const bin = max > min ? Math.min(bins - 1, Math.floor(((value - min) / (max - min)) * bins)) : 0;
    counts[bin] = (counts[bin] ?? 0) + 1;
    sum += value;
    squares += value * value;
  }
  return valueOf(tag, { min, max, counts, sum, squares });
}

function valueOf(
  tag: string,
  { min, max, counts, sum, squares }: { min: number; max: number; counts: number[]; sum: number; squares: number },
): Value[] {
  if (![min, max, sum, squares].every(Number.isFinite)) return [];
  const bucket_limit = counts.map((_, i) =>
    i === counts.length - 1 ? max : min + ((i + 1) / counts.length) * (max - min),
  );
  const num = counts.reduce((all, n) => all + n, 0);
  return [{ tag, histo: { min, max, num, sum, sum_squares: squares, bucket_limit, bucket: counts } }];
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
