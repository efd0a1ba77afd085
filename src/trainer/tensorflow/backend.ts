import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import type { NativeFound } from '../../core/contract/native.ts';
import { backendIds, backends, type BackendId } from '../../core/engines.ts';
import type * as library from './library.ts';

/** TensorFlow.js as scripts/tensorflow.mjs packs it. */
export type Tf = typeof library;

/** A backend at work. */
export interface Loaded {
  tf: Tf;
  backend: BackendId;
}
/** A backend that is not to be had, and why in a sentence. */
export interface Refused {
  backend: BackendId;
  reason: string;
}
export const isLoaded = (found: Loaded | Refused): found is Loaded => 'tf' in found;

/** Loads TensorFlow.js when it is first asked for, and each of its backends once. A backend that does not load is a sentence,
 *  never an exception. */
export class Backends {
  private readonly resources: string;
  private readonly findNative: () => Promise<NativeFound>;
  private readonly found = new Map<BackendId, Loaded | Refused>();
  private readonly attempts = new Map<BackendId, Promise<Loaded | Refused>>();
  private library: Tf | null = null;
  /** Whether a backend is starting: until it has, TensorFlow.js refuses to compute, on whichever backend. */
  starting = false;

  /** @param resources the folder of tensorflow.cjs and its WebAssembly
   *  @param findNative says where TensorFlow's library lies, tried in a process of its own: what crashes does so there */
  constructor(resources: string, findNative: () => Promise<NativeFound>) {
    this.resources = resolve(resources);
    this.findNative = findNative;
  }

  /** Whether `load` has been through with this one; none is the best. */
  tried(backend?: BackendId): boolean {
    if (backend) return this.found.has(backend);
    // the best is known when one is loaded and no better one was left out
    for (const id of backendIds) {
      const found = this.found.get(id);
      if (!found) return false;
      if (isLoaded(found)) return true;
    }
    return true;
  }

  /** There may be another library than before: the native backend, where it was not to be had, is tried when next asked for. */
  nativeChanged(): void {
    const forget = (found: Loaded | Refused): void => {
      if (isLoaded(found)) return;
      this.attempts.delete('native');
      this.found.delete('native');
    };
    const found = this.found.get('native');
    if (found) forget(found);
    else void this.attempts.get('native')?.then(forget); // it is just being tried, perhaps in vain
  }

  /** Loads a backend, or waits until it is. */
  async load(backend: BackendId): Promise<Loaded | Refused> {
    let attempt = this.attempts.get(backend);
    if (!attempt) this.attempts.set(backend, (attempt = this.attempt(backend)));
    const found = await attempt;
    this.found.set(backend, found);
    return found;
  }

  /** Loads the wanted backend, else the best one after another. */
  async best(wanted?: BackendId): Promise<void> {
    for (const id of wanted ? [wanted, ...backendIds] : backendIds) if (isLoaded(await this.load(id))) return;
  }

  /** What a run that wants a backend (or just the best) can have of what was loaded, and what it cannot. */
  choose(wanted?: BackendId): { loaded: Loaded | null; refused: Refused[] } {
    const refused: Refused[] = [];
    for (const id of wanted ? [wanted, ...backendIds.filter((other) => other !== wanted)] : backendIds) {
      const found = this.found.get(id);
      if (!found) continue;
      if (isLoaded(found)) return { loaded: found, refused };
      refused.push(found);
    }
    return { loaded: null, refused };
  }

  private async attempt(backend: BackendId): Promise<Loaded | Refused> {
    const refused = (why: string): Refused => ({
      backend,
      reason: `TensorFlow’s ${backends[backend].title} backend is not here: ${why}.`,
    });
    try {
      const tf = this.packed();
      if (backend === 'native') {
        const missing = await native(await this.findNative(), tf);
        if (missing) return { backend, reason: missing };
      }
      const name = backends[backend].tfjs;
      this.starting = true;
      const started = await tf.setBackend(name);
      if (!started) return refused('it does not start');
      void tf.setBackend(name); // at once: a run may have set its own meanwhile, and only half of that is undone
      return { tf, backend };
    } catch (error) {
      return refused(reasonOf(error));
    } finally {
      this.starting = false;
    }
  }

  /** @throws Error when it does not load */
  private packed(): Tf {
    if (this.library) return this.library;
    const file = join(this.resources, 'tensorflow.cjs');
    if (!existsSync(file)) throw new Error('tensorflow.cjs was not built');
    const tf = createRequire(file)(file) as Tf; // what library.ts exports, packed
    tf.enableProdMode();
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false); // its threads do not work in Node
    tf.setWasmPaths(`${this.resources}/`);
    this.library = tf;
    return tf;
  }
}

/** Puts TensorFlow's library under the TensorFlow.js at hand. The one place where native code comes in.
 *  @returns why it cannot be had, or null @throws Error when it does not load */
async function native(found: NativeFound, tf: Tf): Promise<string | null> {
  if ('reason' in found) return found.reason;
  const { loadNative } = await import('../native/load.ts');
  await loadNative(found.folder, tf);
  return null;
}

/** The first line of what went wrong. */
function reasonOf(error: unknown): string {
  const text =
    error instanceof Error || (typeof error === 'object' && error !== null && 'message' in error)
      ? String(error.message)
      : String(error);
  return (text.split('\n')[0] ?? '').slice(0, 160).replace(/\.$/, '');
}
