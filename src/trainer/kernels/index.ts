// The kernels' entry points. A program is a header (words.ts) and a list of instructions in the order of the graph: forward,
// backward, update. One thread runs them one after the other; several share each of them, phase by phase.
import { count, execute, finite, instruction, prepare, walk } from './program';
import * as W from './words';
export { activate, activateBackward } from './activations';
export { prepare, count, walk } from './program';
export { listTable } from './lists';
export { describe, histogram, moments, slopes, squaresIn, sumOfSquares, updateNorm } from './observe';

/** Whole steps: forward, backward, update. Ends early, before the update, where the objective is not finite.
 *  Returns the steps taken. */
export function run(program: usize, steps: i32): i32 {
  const updates = load<i32>(program, W.UPDATES);
  const end = load<i32>(program, W.INSTRUCTIONS);
  for (let s = 0; s < steps; s++) {
    prepare(program);
    walk(program, 0, updates);
    if (!finite(program)) return s;
    walk(program, updates, end);
    count(program);
  }
  return steps;
}

/** Tells the other threads what to do and does the first share. Returns when all are done. */
export function together(what: i32, program: usize, from: i32, to: i32): i32 {
  store<i32>(W.C_WHAT, what);
  store<i32>(W.C_PROGRAM, <i32>program);
  store<i32>(W.C_FROM, from);
  store<i32>(W.C_TO, to);
  atomic.add<i32>(W.C_TURN, 1);
  atomic.notify(W.C_TURN, -1);
  return share(0);
}

/** What a thread beside the first does all its life. */
export function serve(thread: i32): void {
  let turn = 0;
  for (;;) {
    let spins = 0;
    while (atomic.load<i32>(W.C_TURN) == turn) if (++spins > 20000) atomic.wait<i32>(W.C_TURN, turn, -1);
    turn++;
    share(thread);
  }
}

function share(thread: i32): i32 {
  const program = <usize>load<i32>(W.C_PROGRAM);
  const from = load<i32>(W.C_FROM);
  const to = load<i32>(W.C_TO);
  const threads = load<i32>(W.C_THREADS);
  switch (load<i32>(W.C_WHAT)) {
    case W.WHAT_RUN:
      return runShare(program, to, thread, threads);
    case W.WHAT_WALK:
      phases(program, from, to, thread, threads);
      return 0;
    default: {
      // share `to >> 16` of `to & 65535` of one instruction
      const parts = to & 0xffff;
      execute(program, instruction(program, from), (to >> 16) * threads + thread, parts * threads);
      meet(threads);
      return 0;
    }
  }
}

/** The same steps as `run`, every thread its share. */
function runShare(program: usize, steps: i32, thread: i32, threads: i32): i32 {
  const updates = load<i32>(program, W.UPDATES);
  const end = load<i32>(program, W.INSTRUCTIONS);
  for (let s = 0; s < steps; s++) {
    if (thread == 0) prepare(program);
    meet(threads);
    phases(program, 0, updates, thread, threads);
    if (!finite(program)) {
      meet(threads);
      return s;
    }
    phases(program, updates, end, thread, threads);
    if (thread == 0) count(program);
  }
  meet(threads);
  return steps;
}

/** Instructions [from, to) phase by phase: an instruction needs only what its own thread has made, or an earlier phase. */
function phases(program: usize, from: i32, to: i32, thread: i32, threads: i32): void {
  const bits = load<i32>(program, W.PHASE_BITS);
  for (let phase = 0; phase < W.PHASES; phase++) {
    if (((bits >> phase) & 1) == 0) continue;
    let some = false;
    for (let k = from; k < to; k++) {
      const at = instruction(program, k);
      if (load<i32>(at, 4) != phase) continue;
      some = true;
      execute(program, at, thread, threads);
    }
    if (some) meet(threads);
  }
}

/** Waits until all threads are here. */
function meet(threads: i32): void {
  const round = atomic.load<i32>(W.C_ROUND);
  if (atomic.add<i32>(W.C_WAITING, 1) == threads - 1) {
    atomic.store<i32>(W.C_WAITING, 0);
    atomic.add<i32>(W.C_ROUND, 1);
    atomic.notify(W.C_ROUND, -1);
  } else {
    let spins = 0;
    while (atomic.load<i32>(W.C_ROUND) == round) if (++spins > 20000) atomic.wait<i32>(W.C_ROUND, round, 1000000);
  }
}
