import { summaries } from '../frame/observed.ts';
import { encoder } from '../text-bytes.ts';
import type { RecordingForm } from './recording.ts';

/** A line of JSON for each frame: its ordinal, the examples of its batch, its scalars, and under `entries` the norms and the like, a
 *  number for each layer. As `lab show --json --tensors`. What is no finite number is null. */
export const ndjson: RecordingForm = () => ({
  head: new Uint8Array(0),
  frame(frame, ordinal) {
    const entries = ['validation', ...summaries].flatMap((name) => {
      const values = frame.tensor(name);
      return values ? [[name, [...values]] as const] : [];
    });
    const { n, scalars } = frame;
    return encoder.encode(`${JSON.stringify({ ordinal, n, ...scalars, entries: Object.fromEntries(entries) })}\n`);
  },
});
