import { readFileSync } from 'node:fs';
import { join } from 'node:path';

// For math.test.ts, in TypeScript: math-entry.ts compiled in memory, and loops of it applied to arrays.

type Loop = (x: number, y: number, count: number) => void;
type Rows = [stride: number, rows: number, vecs: number];
export interface Kernels extends Record<
  'exp' | 'expm1' | 'log' | 'log1p' | 'tanh' | 'sigmoid' | 'erf' | 'erfinv' | 'normal',
  Loop
> {
  activate(fn: number, z: number, h: number, ...rows: Rows): void;
  activateBackward(fn: number, z: number, h: number, dh: number, dz: number, ...rows: Rows): void;
  bits(stepKey: number, indices: number, y: number, count: number): void;
  bitsAt(stepKey: number, index: number): number;
  keyAt(key: number, step: number): number;
}

/** What of the compiler is used. Its own types are global, and would change those of Array in all tests. */
interface Asc {
  createMemoryStream(): { toString(): string };
  main(options: string[], host: Host): Promise<{ error: Error | null }>;
}
interface Host {
  stderr: object;
  readFile(name: string): string | null;
  writeFile(name: string, contents: Uint8Array | string): void;
  listFiles(): string[];
}
const compiler = 'assemblyscript/asc';

async function compile(): Promise<Uint8Array<ArrayBuffer>> {
  const { default: asc } = (await import(compiler)) as { default: Asc };
  let binary: Uint8Array<ArrayBuffer> | undefined;
  const stderr = asc.createMemoryStream();
  const options =
    'math-entry.ts --outFile math.wasm -O3 --noAssert --runtime stub --disableWarning 112 ' +
    '--enable simd --enable threads --importMemory --sharedMemory --maximumMemory 4096';
  const { error } = await asc.main(options.split(' '), {
    stderr,
    readFile: (name) => {
      try {
        return readFileSync(join(import.meta.dirname, name), 'utf8');
      } catch {
        return null; // asc tries several names for an import
      }
    },
    writeFile: (name, contents) => {
      if (name.endsWith('.wasm') && typeof contents !== 'string') binary = Uint8Array.from(contents);
    },
    listFiles: () => [],
  });
  if (error || !binary) throw new Error(stderr.toString());
  return binary;
}

const memory = new WebAssembly.Memory({ initial: 512, maximum: 4096, shared: true });
/** The same memory, by kind of number. */
export const floats = new Float32Array(memory.buffer);
export const words = new Uint32Array(memory.buffer);
/** Four places in it, as addresses, with room for a quarter of its numbers each. */
export const places = [0, 1, 2, 3].map((i) => (i * memory.buffer.byteLength) / 4) as [number, number, number, number];

const { instance } = await WebAssembly.instantiate(await compile(), { env: { memory } });
export const kernels = instance.exports as unknown as Kernels;

/** What a loop makes of the numbers. */
export function map(loop: Loop, x: ArrayLike<number>): Float32Array {
  const [from, to] = places;
  floats.set(x, from / 4);
  loop(from, to, Math.ceil(x.length / 4) * 4);
  return floats.slice(to / 4, to / 4 + x.length);
}
