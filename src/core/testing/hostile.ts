import type { Hostile } from './attack.ts';
import { hostileBinaries } from './hostile-binaries.ts';
import { hostileJson } from './hostile-json.ts';
import { hostileTables } from './hostile-tables.ts';
import { samples } from './samples.ts';

/** For tests: every attack, and every sound file under the name of every other kind. */
export const hostile: readonly Hostile[] = [
  ...hostileJson,
  ...hostileTables,
  ...hostileBinaries,
  ...Object.entries(samples).flatMap(([file, bytes]): Hostile[] => [
    { file, attack: `cut in the middle`, bytes: () => bytes.subarray(0, bytes.length >> 1) },
    { file, attack: 'sound, but followed by a zero', bytes: () => Uint8Array.of(...bytes, 0) },
    { file, attack: 'empty', bytes: () => new Uint8Array() },
  ]),
];
