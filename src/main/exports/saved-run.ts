import { setImmediate } from 'node:timers/promises';
import { forms, isNetworkForm, type FormId } from '../../core/exports/forms.ts';
import { parameterShapes, type SavedNetwork } from '../../core/exports/network.ts';
import { LabError } from '../../core/errors.ts';
import { decodeFrame, type Frame } from '../../core/frame/frame.ts';
import type { RunDetail } from '../../core/run.ts';
import { m } from '../../core/words/m.ts';
import type { Store } from '../store/store.ts';
import type { TrainerHost } from '../trainer-host.ts';
import { version } from '../version.ts';
import { asComputed, waypointTo } from '../waypoint.ts';
import { networkWriters, recordingWriters } from './writers.ts';

/** Bytes of frames that are read at once; others get their turn in between. */
const AT_ONCE = 4 * 2 ** 20;

interface Parts {
  store: Store;
  trainer: Pick<TrainerHost, 'prepare' | 'look'>;
}

/** A run in a form that other programs read: a file's name, and its bytes. @param step of a network; the run's last where it
 *  is left out: with early stopping that has the best parameters
 *  @throws LabError step-unknown, keyframe-damaged, look-failed, digits-missing, trainer-died; request-invalid for a step of a recording */
export async function savedRun(
  parts: Parts,
  detail: RunDetail,
  form: FormId,
  step?: number,
): Promise<{ file: string; bytes: Uint8Array }> {
  const { info } = detail;
  const name = (besides = ''): string => `${info.name}${besides}.${forms[form].extension}`;
  if (!isNetworkForm(form)) {
    if (step !== undefined) throw new LabError('request-invalid', { reason: 'a recording has all steps' });
    return { file: name(), bytes: await recordingOf(parts.store, detail, form) };
  }
  const at = step ?? info.progress.step;
  const network: SavedNetwork = {
    plan: detail.plan,
    run: { id: info.id, name: info.name },
    step: at,
    version,
    parameters: await parametersAt(parts, detail, at),
  };
  return { file: name(step === undefined ? '' : ` step ${step}`), bytes: networkWriters[form](network) };
}

/** The parameters of a run at a step: out of a keyframe where there is one of it, else computed anew from the one before. */
async function parametersAt(
  { store, trainer }: Parts,
  detail: RunDetail,
  step: number,
): Promise<SavedNetwork['parameters']> {
  const from = waypointTo(store, detail, step);
  const kept = from.keyframe ? decodeFrame(from.keyframe.bytes, from.keyframe.layout) : null;
  let frame: Pick<Frame, 'tensor'>;
  if (kept?.scalars.step === step) frame = kept;
  else {
    await trainer.prepare(detail.plan);
    const looked = await trainer.look(asComputed(detail), from);
    frame = decodeFrame(looked.frame, { frame: looked.entries, keyframe: [] });
  }
  return new Map(
    [...parameterShapes(detail.plan)].map(([name, shape]) => {
      const values = frame.tensor(name);
      if (!values) throw new LabError('look-failed', { step, reason: m.exports_too_large({ name }) });
      return [name, { shape, values: values.slice() }];
    }),
  );
}

async function recordingOf(
  store: Store,
  detail: RunDetail,
  form: Exclude<FormId, keyof typeof networkWriters>,
): Promise<Uint8Array> {
  const writer = recordingWriters[form](detail);
  const bytes = [writer.head];
  for (let after = -1; ;) {
    const { frames, damaged } = store.frames.readAfter(detail.info.id, after, AT_ONCE);
    for (const { ordinal, bytes: stored } of frames) {
      const frame = decodeFrame(stored, detail.layout);
      if (frame.kind === 'frame') bytes.push(writer.frame(frame, ordinal));
    }
    const last = Math.max(frames.at(-1)?.ordinal ?? -1, damaged.at(-1) ?? -1);
    if (last < 0) return Buffer.concat(bytes);
    after = last;
    await setImmediate();
  }
}
