/** A frame as thinning sees it. */
export interface Candidate {
  ordinal: number;
  step: number;
  /** Bytes stored. */
  bytes: number;
  /** Never removed: a keyframe, the first or last frame, the best, or one that the person asked for. */
  kept: boolean;
  /** Whether it is a keyframe, beside which nothing is dense. */
  keyframe: boolean;
}

/** Thinning stops before fewer frames than this would be left to go, whatever they take. */
export const FEWEST = 100;
/** A run is thinned until what may go takes no more than this share of the room that what is kept leaves, so that it is not
 *  thinned again at once. */
const SHARE = 0.75;

/** The largest s = 2ᵏ for which a frame is the first of its stretch [js, js + s) of steps, as k: the highest bit in which its step
 *  differs from that of the frame before. */
const levelOf = (before: number, step: number): number => 31 - Math.clz32(before ^ step);

/** Which frames go where a run has outgrown its budget. The steps are cut into stretches of s = 2ᵏ, and of each stretch the first
 *  frame stays. k is the least for which what may go fits into three quarters of the budget less what is kept: so what lies densest
 *  goes first, every second of it with every k more, and what stays is as evenly spread as it was recorded. At least 100 of those
 *  that may go stay, or all there are.
 *  @param frames in the order of their ordinals @returns ordinals, ascending */
export function thinned(frames: readonly Candidate[], budget: number, fewest = FEWEST): number[] {
  const levels = new Int8Array(frames.length).fill(-1);
  const bytes = new Float64Array(33);
  const counts = new Float64Array(33);
  let keptBytes = 0;
  let before: number | null = null;
  frames.forEach((frame, i) => {
    // two frames of one step, as where a best state was put back, differ in no bit: the second goes with the first k
    const level = before === null ? 32 : Math.max(0, levelOf(before, frame.step));
    if (!frame.keyframe) before = frame.step;
    if (frame.kept) keptBytes += frame.bytes;
    else {
      levels[i] = level;
      bytes[level] = (bytes[level] ?? 0) + frame.bytes;
      counts[level] = (counts[level] ?? 0) + 1;
    }
  });
  let left = bytes.reduce((sum, n) => sum + n, 0);
  let count = counts.reduce((sum, n) => sum + n, 0);
  if (keptBytes + left <= budget) return [];
  const room = SHARE * Math.max(0, budget - keptBytes);
  let k = 0;
  while (k < 32 && left > room && count - (counts[k] ?? 0) >= fewest) {
    left -= bytes[k] ?? 0;
    count -= counts[k] ?? 0;
    k++;
  }
  return frames.flatMap(({ ordinal }, i) => (levels[i] !== -1 && (levels[i] ?? 0) < k ? [ordinal] : []));
}
