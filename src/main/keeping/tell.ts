import type { KeepingPhase, KeepingProgress } from '../../core/contract/keeping.ts';

/** Hears how far something is. */
export type Tell = (progress: KeepingProgress) => void;

/** Milliseconds between two words on one phase. */
const INTERVAL = 100;

/** Tells each phase at once and how far it is ten times a second. */
export function seldom(tell: Tell): Tell {
  let told: { phase: KeepingPhase | ''; at: number } = { phase: '', at: -Infinity };
  return (progress) => {
    const now = performance.now();
    if (progress.phase === told.phase && now - told.at < INTERVAL) return;
    told = { phase: progress.phase, at: now };
    tell(progress);
  };
}

/** Lets the messages of this process out, and what came for it in. */
export const breath = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
