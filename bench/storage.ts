// What recordings take on disk, and what it costs: every preset is recorded by the command line, its frames are packed in every way
// that was thought of, and whole and single frames are read back. Nothing is asserted.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compress } from '@bokuweb/zstd-wasm';
import Database from 'better-sqlite3';
import { presets } from '../src/core/plan/presets.ts';
import { packedAs, packing, unpacked } from '../src/main/store/packing.ts';
import { Store } from '../src/main/store/store.ts';
import { median } from './contest.ts';

const root = join(import.meta.dirname, '..');
const data = mkdtempSync(join(tmpdir(), 'goldilocks-bench-'));
const MB = 1e6;
const end = <T>(work: Generator<unknown, T>): T => {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
};
const timed = <T>(work: () => T): { ms: number; value: T } => {
  const began = performance.now();
  const value = work();
  return { ms: performance.now() - began, value };
};

/** The difference to the frame before, bit by bit, where that is of the same size. */
function delta(frame: Uint8Array, before: Uint8Array | undefined): Uint8Array {
  if (before?.length !== frame.length) return frame;
  return frame.map((byte, i) => byte ^ (before[i] ?? 0));
}
const ways: Record<string, (frame: Uint8Array, before: Uint8Array | undefined) => Uint8Array> = {
  'zstd 1': (frame) => compress(Buffer.from(frame), 1),
  'zstd 3': (frame) => compress(Buffer.from(frame), 3),
  'shuffle, 1': (frame) => end(packedAs('shuffled', frame, 1)),
  'shuffle, 3': (frame) => end(packedAs('shuffled', frame, 3)),
  'delta, shuffle, 3': (frame, before) => end(packedAs('shuffled', delta(frame, before), 3)),
  'as stored': (frame) => end(packing(frame)) ?? frame,
};

interface Row {
  kind: string;
  bytes: Uint8Array;
}
const line = (cells: string[]): void => console.log(cells.map((cell, i) => (i ? cell.padStart(18) : cell.padEnd(44))).join('')); // prettier-ignore

for (const plan of Object.values(presets))
  execFileSync(process.execPath, [join(root, 'out/main/cli.js'), 'run', '-', '--json', '--data', data], {
    input: JSON.stringify(plan),
    stdio: ['pipe', 'ignore', 'ignore'],
  });
const db = new Database(join(data, 'goldilocks.db'), { readonly: true });
const runs = db.prepare<[], { id: number; name: string }>('SELECT id, name FROM runs ORDER BY id').all();
const select = db.prepare<[number, string], Row>(
  'SELECT kind, bytes FROM frames WHERE run = ? AND kind = ? ORDER BY ordinal',
);

console.log('\nBytes to those recorded, and µs a frame to pack it');
line(['', 'MB', ...Object.keys(ways), 'µs to unpack']);
const totals = new Map<string, number>();
for (const { id, name } of runs)
  for (const kind of ['frame', 'keyframe']) {
    const frames = select.all(id, kind).flatMap(({ bytes }) => unpacked(bytes) ?? []);
    const whole = frames.reduce((sum, { length }) => sum + length, 0);
    totals.set('MB', (totals.get('MB') ?? 0) + whole);
    const cells = Object.entries(ways).map(([way, pack]) => {
      const { ms, value } = timed(() => frames.reduce((sum, frame, i) => sum + pack(frame, frames[i - 1]).length, 0));
      totals.set(way, (totals.get(way) ?? 0) + value);
      return `${((100 * value) / whole).toFixed(0)} %, ${((1000 * ms) / frames.length).toFixed(0)}`;
    });
    const packed = frames.map((frame) => end(packing(frame)) ?? frame);
    const { ms } = timed(() => packed.forEach((frame) => unpacked(frame)));
    line([
      `${name}, ${frames.length} ${kind}s`,
      (whole / MB).toFixed(2),
      ...cells,
      ((1000 * ms) / frames.length).toFixed(0),
    ]);
  }
const all = totals.get('MB') ?? 1;
line([
  'all',
  (all / MB).toFixed(1),
  ...Object.keys(ways).map((way) => `${((100 * (totals.get(way) ?? 0)) / all).toFixed(1)} %`),
]);
db.close();

console.log('\nReading packed runs as the window does: all of it in pulls of 4 MiB, then single frames anywhere');
line(['', 'MB on disk', 'whole, ms', 'one, median ms', 'longest']);
const store = new Store(data);
for (const { id, name } of runs) {
  const { frames, bytes } = store.runs.info(id);
  const whole = timed(() => {
    for (let after = -1; after < frames - 1;)
      after = store.frames.readAfter(id, after, 4 * 2 ** 20).frames.at(-1)?.ordinal ?? frames;
  });
  const ones = Array.from(
    { length: 200 },
    (_, i) => timed(() => store.frames.readEach(id, [(i * 7919) % frames], Infinity)).ms,
  );
  line([
    name,
    (bytes / MB).toFixed(2),
    whole.ms.toFixed(0),
    median([...ones]).toFixed(2),
    Math.max(...ones).toFixed(1),
  ]);
}

console.log('\nThinning a run of 64 MB to three quarters: longest slice, and all of it');
const { id: large } = runs[5] ?? { id: 6 };
const copy = store.frames.readAfter(large, -1, Infinity).frames.map(({ bytes }) => bytes);
const progress = store.runs.info(large).progress;
let count = store.runs.info(large).frames;
while (store.runs.info(large).bytes < 64 * 2 ** 20) {
  // the same frames again, at later steps
  const more = copy.map((bytes, i) => {
    const frame = Uint8Array.from(bytes);
    new DataView(frame.buffer).setFloat64(16, 3 * (count + i), true);
    return frame;
  });
  store.append(large, count, more, progress);
  count += more.length;
}
const slices: number[] = [];
const thinning = store.upkeep.thin(large, 63 * 2 ** 20);
for (let done = false; !done;) {
  const { ms, value } = timed(() => thinning.next());
  slices.push(ms);
  done = value.done === true;
}
console.log(
  `${count.toLocaleString('en-US')} frames, ${store.runs.info(large).thinned} removed: ${slices.length} slices, longest ${Math.max(...slices).toFixed(1)} ms, ${slices.reduce((a, b) => a + b, 0).toFixed(0)} ms in all`,
);
store.close();
rmSync(data, { recursive: true, force: true });
