/** What can carry out the steps of a run. */
export const engines = {
  simd: {
    title: 'SIMD kernels',
    about: 'Goldilocks’ own WebAssembly; the same bits on every computer, and the fastest here.',
  },
  tensorflow: {
    title: 'TensorFlow',
    about: 'TensorFlow.js walks the same graph; other bits, the same numbers to 10⁻⁴.',
  },
} satisfies Record<string, { title: string; about: string }>;
export type EngineId = keyof typeof engines;
export const engineIds = Object.keys(engines) as [EngineId, ...EngineId[]];

/** What TensorFlow.js can compute with, the best first. `tfjs` is its own name for it. */
export const backends = {
  native: { title: 'native', tfjs: 'tensorflow', about: 'TensorFlow’s C library' },
  wasm: { title: 'wasm', tfjs: 'wasm', about: 'WebAssembly with SIMD' },
  cpu: { title: 'cpu', tfjs: 'cpu', about: 'plain JavaScript' },
} satisfies Record<string, { title: string; tfjs: string; about: string }>;
export type BackendId = keyof typeof backends;
export const backendIds = Object.keys(backends) as [BackendId, ...BackendId[]];

/** What a plan may ask for. */
export const engineChoices = ['auto', ...engineIds] as const;
export type EngineChoice = (typeof engineChoices)[number];

/** What an experiment asks for: nothing means the SIMD kernels, and no backend the best that loads. */
export interface EngineWish {
  engine?: EngineChoice;
  backend?: BackendId;
}

/** The engine that a wish stands for. `auto` is the fastest as measured: the SIMD kernels on all seven networks of
 *  docs/PERFORMANCE.md, at 2 to 200 times the steps of TensorFlow's wasm and cpu. */
export const engineOf = ({ engine = 'simd' }: EngineWish): EngineId => (engine === 'auto' ? 'simd' : engine);

/** What carried out the steps of a run, logged with it. */
export interface EngineUsed {
  engine: EngineId;
  backend: BackendId | null;
  /** Of TensorFlow.js; recordings of earlier versions do not say. */
  version?: string;
  /** What there is to say of it: what was asked for and did not load; how far its gradients are from tf.grads. */
  notes: string[];
}

/** `TensorFlow · wasm`. */
export const engineName = ({ engine, backend }: Pick<EngineUsed, 'engine' | 'backend'>): string =>
  [engines[engine].title, ...(backend ? [backends[backend].title] : [])].join(' · ');

/** The same with what there is to say of it. */
export const engineLine = (used: EngineUsed): string =>
  used.notes.length > 0 ? `${engineName(used)}. ${used.notes.join(' ')}` : engineName(used);

/** One engine or backend as the diagnostics list it: why it is not here, or null. */
export interface EngineState {
  engine: EngineId;
  backend: BackendId | null;
  missing: string | null;
}
