import type { Frame } from '../frame/frame.ts';
import { losses, type Loss } from '../losses.ts';
import type { RunDetail } from '../run.ts';

/** Writes a recording from its beginning to its end: what comes before all frames, then each frame. Keyframes are none of it. */
export interface RecordingWriter {
  head: Uint8Array;
  frame(frame: Frame, ordinal: number): Uint8Array;
}
export type RecordingForm = (detail: RunDetail) => RecordingWriter;

/** The validation set in a frame; NaN where it was not measured. */
export function validationOf(frame: Frame): { loss: number; accuracy: number; step: number } {
  const [loss = NaN, accuracy = NaN, step = NaN] = frame.tensor('validation') ?? [];
  return { loss, accuracy, step };
}

/** The learning rate of the update that follows a frame; NaN where recordings of earlier versions have none. */
export const rateOf = (frame: Frame): number => frame.tensor('η')?.[0] ?? NaN;

/** What a loss is counted in. */
export function lossUnit({ loss }: RunDetail['plan']): string {
  const { includes }: Loss = losses[loss];
  return includes ? 'nats' : 'half squared units';
}
