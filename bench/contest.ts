// Contestants on one network: first whether they compute the same, then how fast they are, in turns.
import { performance } from 'node:perf_hooks';
import { keepToCores } from './cores.ts';
import type { Network } from './networks.ts';
import type { Peer, Runner } from './peers/peer.ts';
import { referenceLosses } from './reference.ts';

/** agrees: as the reference; differs: not, and says so itself; wrong: not, and should; cannot: has no such network. */
export type Verdict = 'agrees' | 'differs' | 'wrong' | 'cannot' | 'failed';

export interface Standing {
  column: string;
  name: string;
  threads: number;
  verdict: Verdict;
  /** The largest relative difference of a step's loss from the reference's. */
  deviation: number;
  /** Steps a second in every round, and the median. */
  rates: number[];
  median: number;
}

/** The steps compared with the reference. Float32 stays within 5·10⁻⁶ of it; a layer without its update, a gradient without its
 *  slope, or a batch taken twice shows at ten times the contest's rate as 5·10⁻⁴ or more (not so, by nature, at the bottom of the
 *  50 sigmoid layers, where hardly any gradient arrives). */
const checked = 20;
const checkRate = 0.1;
const tolerance = 1e-4;

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 ? upper : (upper + (sorted[middle - 1] ?? NaN)) / 2;
}

async function deviationOf(peer: Peer, network: Network, expected: number[]): Promise<number | null> {
  const runner = await peer.open(network);
  if (!runner) return null;
  let worst = 0;
  for (const loss of expected) {
    const deviation = Math.abs((await runner.steps(1)) / loss - 1);
    worst = Number.isFinite(deviation) ? Math.max(worst, deviation) : Infinity;
  }
  runner.close();
  return worst;
}

/** Steps a second over so many steps. */
async function rateOf(runner: Runner, steps: number): Promise<number> {
  const began = performance.now();
  await runner.steps(steps);
  return (steps * 1000) / (performance.now() - began);
}

/** A first guess at the rate; what is compiled while running gets its time for that here. */
async function warmUp(runner: Runner, seconds: number): Promise<number> {
  const until = performance.now() + 1000 * seconds;
  let rate = await rateOf(runner, 1);
  for (let steps = 2; performance.now() < until; steps = Math.ceil((rate * seconds) / 4))
    rate = await rateOf(runner, steps);
  return rate;
}

/** Everybody's standing on a network: in each round everybody runs for some time, another one first every round, those in this
 *  process on as many cores as they have threads, as those in processes of their own are anyway. */
export async function contest(network: Network, peers: Peer[], rounds: number, seconds: number): Promise<Standing[]> {
  const unmasked = { ...network, dropout: 0, rate: checkRate };
  const expected = referenceLosses(unmasked, checked);
  const running: { runner: Runner; standing: Standing; rate: number }[] = [];
  const standings: Standing[] = [];
  for (const peer of peers) {
    const { column, name, threads } = peer;
    const standing: Standing = { column, name, threads, verdict: 'cannot', deviation: NaN, rates: [], median: NaN };
    standings.push(standing);
    keepToCores(threads);
    try {
      const deviation = await deviationOf(peer, unmasked, expected);
      if (deviation !== null) {
        standing.deviation = deviation;
        standing.verdict = deviation <= tolerance ? 'agrees' : peer.differs ? 'differs' : 'wrong';
      }
      const runner = await peer.open(network);
      if (runner) running.push({ runner, standing, rate: await warmUp(runner, seconds) });
    } catch (error) {
      standing.verdict = 'failed';
      console.error(`${name}, ${network.name}:`, error);
    }
  }
  for (let round = 0; round < rounds; round++) {
    const first = round % (running.length || 1);
    for (const turn of [...running.slice(first), ...running.slice(0, first)]) {
      if (turn.standing.verdict === 'failed') continue;
      keepToCores(turn.standing.threads);
      try {
        turn.rate = await rateOf(turn.runner, Math.max(1, Math.round(turn.rate * seconds)));
        turn.standing.rates.push(turn.rate);
      } catch (error) {
        turn.standing.verdict = 'failed';
        console.error(`${turn.standing.name}, ${network.name}:`, error);
      }
    }
  }
  for (const { runner, standing } of running) {
    runner.close();
    standing.median = median(standing.rates);
  }
  return standings;
}
