import { engineName, type EngineUsed } from '../engines.ts';
import type { Difference } from '../frame/difference.ts';
import type { RunInfo } from '../run.ts';
import type { Finding, Verification, Writer } from '../verification.ts';
import { getLocale, m } from './m.ts';
import { int, short, written } from './numbers.ts';

/** What verifying a run found, in sentences: how many frames came out the same; else where the first does not, by how much, and
 *  which versions wrote it. */
export function verificationSentences(verification: Verification, run: Pick<RunInfo, 'wrote' | 'progress'>): string {
  const { outcome } = verification;
  const [same, frames] = [int(verification.same), int(verification.frames)];
  const versions = versionsSentence(verification.by, run.wrote, run.progress.engine);
  switch (outcome.kind) {
    case 'exact':
      return m.verify_exact({ n: verification.frames, same, frames });
    case 'within': {
      const { tolerance, largest, name, step, exactly } = outcome;
      const said = {
        tolerance: few(tolerance),
        largest: few(largest),
        name,
        step: int(step),
        exactly: int(exactly),
      };
      return [m.verify_within({ same, frames, ...said }), versions].join(' ');
    }
    case 'differs': {
      const [first, ...others] = outcome.findings;
      const steps = new Intl.ListFormat(getLocale()).format([...new Set(others.map(({ step }) => int(step)))]);
      return [
        m.verify_differs({ same, frames }),
        ...(first ? findingSentences(first) : []),
        ...(steps ? [m.verify_further({ steps })] : []),
        versions,
      ].join(' ');
    }
    case 'failed':
      return [m.verify_failed({ reason: outcome.reason }), versions].join(' ');
  }
}

/** Where a stored frame is not what comes out, and by how much. */
function findingSentences({ step, frame, damaged, what, difference }: Finding): string[] {
  const where = { frame, step: int(step) };
  switch (what) {
    case 'bytes':
      return [m.verify_bytes(where)];
    case 'checksum':
      return [m.verify_checksum(where)];
    case 'absent':
      return [m.verify_absent(where)];
    case 'numbers': {
      if (!difference) return [m.verify_bytes(where)];
      const { name, stored, again, absolute, relative, others } = difference;
      const values = { ...where, place: placeOf(difference), stored: exact(stored), again: exact(again) };
      const apart = { name, absolute: few(absolute), relative: few(relative) };
      return [
        damaged ? m.verify_damaged(values) : m.verify_numbers(values),
        ...(absolute === null ? [] : [m.verify_apart(apart)]),
        ...(others > 0 ? [m.verify_others({ n: others, shown: int(others) })] : []),
      ];
    }
  }
}

const versionsSentence = (by: Writer, wrote: Writer | undefined, engine: EngineUsed | undefined): string =>
  wrote
    ? m.verify_wrote({ wrote: writerText(wrote, engine), by: writerText(by) })
    : m.verify_wrote_unknown({ by: writerText(by) });

/** `Goldilocks 0.1.0 (kernels 0a1b2c3d4e, Node 24.21.0, linux-x64)`. */
export function writerText({ version, kernels, node, electron, platform }: Writer, engine?: EngineUsed): string {
  const parts = [
    ...(engine && engine.engine !== 'simd' ? [[engineName(engine), engine.version].filter(Boolean).join(' ')] : []),
    ...(kernels ? [`kernels ${kernels}`] : []),
    electron ? `Electron ${electron}` : `Node ${node}`,
    platform,
  ];
  return `Goldilocks ${version} (${parts.join(', ')})`;
}

/** `W1[2,1]`, `b1[3]`, `loss`. */
const placeOf = ({ name, index, columns }: Difference): string =>
  index === null
    ? name
    : columns > 1
      ? `${name}[${Math.floor(index / columns)},${index % columns}]`
      : `${name}[${index}]`;

/** Enough digits to tell two float32 apart. */
const exact = (value: number | null): string =>
  value === null ? m.verify_no_number() : written(String(+value.toPrecision(9)));
const few = (value: number | null): string => (value === null ? m.verify_no_number() : short(value));
