import type { ActivationId } from '../core/activations.ts';
import type { NativeFound } from '../core/contract/native.ts';
import { backendIds, backends, engineOf, type BackendId, type EngineState, type EngineWish } from '../core/engines.ts';
import type { Source } from '../core/examples.ts';
import type { Plan } from '../core/plan/schema.ts';
import { Engine } from './engine/engine.ts';
import type { Module } from './engine/kernels.ts';
import { Backends, isLoaded, type Loaded } from './tensorflow/backend.ts';
import { curveWith } from './tensorflow/curve.ts';
import { TensorFlowEngine } from './tensorflow/engine.ts';
import { nodeThreads } from './threads.ts';
import { curveOf } from './trace.ts';

/** Makes the engines that plans ask for. TensorFlow is loaded when one first does. */
export class Engines {
  private readonly module: Module;
  private readonly tensorflow: Backends;

  /** @param resources the folder of the kernels and of TensorFlow.js @param findNative asks main for TensorFlow's library */
  constructor(module: Module, resources: string, findNative: () => Promise<NativeFound>) {
    this.module = module;
    this.tensorflow = new Backends(resources, findNative);
  }

  /** There may be another native engine than before: asked for again where there was none. */
  nativeChanged(): void {
    this.tensorflow.nativeChanged();
  }

  /** Whether no engine may compute just now: a backend starts. */
  get starting(): boolean {
    return this.tensorflow.starting;
  }

  /** Whether an engine for this wish can be made at once, or `load` is needed first. */
  ready(wish: EngineWish): boolean {
    return engineOf(wish) === 'simd' || this.tensorflow.tried(wish.backend);
  }

  /** Loads what the wish needs, or finds that it cannot. */
  load({ backend }: EngineWish): Promise<void> {
    return this.tensorflow.best(backend);
  }

  /** The engine of a plan, or the nearest to it that there is, with a sentence on what is not. */
  nearest(plan: Plan, source: Source | null, threads = nodeThreads): Engine {
    if (engineOf(plan) === 'simd') return new Engine(this.module, plan, source, threads);
    const { loaded, refused } = this.tensorflow.choose(plan.backend);
    const instead = loaded ? `${backends[loaded.backend].title} computes instead` : 'the SIMD kernels compute instead';
    // that there is no native library needs no word where nobody asked for it
    const said = refused.filter(({ backend }) => !loaded || backend === plan.backend).map(({ reason }) => reason);
    const notes = said.length > 0 ? [...said, `So ${instead}.`] : [];
    if (loaded) return new TensorFlowEngine(loaded, notes, this.module, plan, source, threads);
    const engine = new Engine(this.module, plan, source, threads);
    engine.used.notes.push(...notes);
    return engine;
  }

  /** The very engine that a plan asks for. @throws Error with a sentence where it is not here */
  exactly(plan: Plan, source: Source | null): Engine {
    if (engineOf(plan) === 'tensorflow') this.wanted(plan.backend);
    return this.nearest(plan, source);
  }

  /** An activation and its derivative at x. @throws Error with a sentence where the engine is not here */
  async curve(wish: EngineWish, fn: ActivationId, x: readonly number[]): Promise<{ y: number[]; dy: number[] }> {
    return engineOf(wish) === 'simd' ? curveOf(this.module, fn, x) : curveWith(this.wanted(wish.backend), fn, x);
  }

  /** Every engine and backend, and why it is not here. Loads all that there are. */
  async list(): Promise<EngineState[]> {
    const states: EngineState[] = [{ engine: 'simd', backend: null, missing: null }];
    for (const backend of backendIds) {
      const found = await this.tensorflow.load(backend);
      states.push({ engine: 'tensorflow', backend, missing: isLoaded(found) ? null : found.reason });
    }
    return states;
  }

  private wanted(backend?: BackendId): Loaded {
    const { loaded, refused } = this.tensorflow.choose(backend);
    if (loaded && (!backend || loaded.backend === backend)) return loaded;
    throw new Error(refused.map(({ reason }) => reason).join(' ') || 'TensorFlow was not loaded.');
  }
}
