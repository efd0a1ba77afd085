/** What of WebAssembly is used: TypeScript has its types among the DOM's only. */
interface Wasm {
  Memory: new (limits: { initial: number; maximum: number; shared: true }) => Memory;
  Module: new (bytes: Uint8Array) => Module;
  Instance: new (module: Module, imports: { env: { memory: Memory } }) => { exports: unknown };
}
export interface Memory {
  readonly buffer: SharedArrayBuffer;
}
export type Module = object;

export const { Memory, Module, Instance } = (globalThis as unknown as { WebAssembly: Wasm }).WebAssembly;

/** What src/trainer/kernels/index.ts exports. Addresses and sizes are bytes unless they are called floats. */
export interface Kernels {
  prepare(program: number): void;
  count(program: number): void;
  walk(program: number, from: number, to: number): void;
  run(program: number, steps: number): number;
  together(what: number, program: number, from: number, to: number): number;
  serve(thread: number): void;
  listTable(table: number, bytes: number, width: number, count: number, lists: number): void;
  activate(fn: number, z: number, h: number, stride: number, rows: number, vectors: number): void;
  activateBackward(
    fn: number,
    z: number,
    h: number,
    dh: number,
    dz: number,
    stride: number,
    rows: number,
    vectors: number,
  ): void;
  sumOfSquares(values: number, floats: number): number;
  moments(values: number, rows: number, stride: number, n: number, into: number): void;
  describe(values: number, rows: number, stride: number, n: number, into: number): void;
  squaresIn(values: number, rows: number, stride: number, n: number): number;
  histogram(
    values: number,
    rows: number,
    stride: number,
    n: number,
    least: number,
    most: number,
    bins: number,
    into: number,
  ): void;
  slopes(
    fn: number,
    z: number,
    h: number,
    rows: number,
    stride: number,
    n: number,
    low: number,
    ones: number,
    slope: number,
    into: number,
  ): void;
  updateNorm(program: number, k: number, first: number, floats: number, scratch: number): number;
}

/** An instance of the kernels on a memory. */
export const instantiate = (module: Module, memory: Memory): Kernels =>
  new Instance(module, { env: { memory } }).exports as Kernels; // the names of kernels/index.ts, checked by its test
