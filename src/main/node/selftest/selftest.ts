import type { EngineWish } from '../../../core/engines.ts';
import type { FactOutcome as Outcome } from '../../../core/self-test.ts';
import { facts } from '../../selftest/facts.ts';
import { measureFacts } from '../../selftest/measure.ts';
import { benchHere } from '../bench-here.ts';
import type { Places } from '../places.ts';
import { json, line } from '../print.ts';
import { checkReference } from '../reference/check.ts';

/** `lab selftest`: the numbers of the lecture, made again on this computer, and those of the reference files.
 *  @returns 1 where one of them is not what it should be */
export async function selfTest(reference: string, asJson: boolean, places: Places, wish: EngineWish): Promise<number> {
  const outcomes: Outcome[] = [];
  const done = (outcome: Outcome): void => {
    outcomes.push(outcome);
    if (!asJson) line(lineOf(outcome));
  };
  for (const { file, error, tolerance, compared, passed } of await checkReference(reference, places, wish))
    done({
      id: file,
      what: `largest error of ${compared} quantities of ${file}.json`,
      want: { least: 0, most: tolerance },
      got: compared > 0 ? error : null,
      passed,
    });
  const bench = benchHere(places, wish);
  try {
    await measureFacts(facts, bench, done);
  } finally {
    bench.close();
  }
  const right = outcomes.filter(({ passed }) => passed).length;
  const passed = right === outcomes.length;
  if (asJson) json({ passed, facts: outcomes });
  else line(`${right} of ${outcomes.length} are what they should be.`);
  return passed ? 0 : 1;
}

/** A line of at most some 100 characters before what it is: whether it holds, what came, and what should have come. */
function lineOf({ what, want, got, passed }: Outcome): string {
  const wanted =
    'value' in want
      ? `${text(want.value)}${want.within > 0 ? ` ± ${text(want.within)}` : ''}`
      : want.most === Infinity
        ? `at least ${text(want.least)}`
        : want.least === 0
          ? `at most ${text(want.most)}`
          : `${text(want.least)} to ${text(want.most)}`;
  return `${passed ? 'ok   ' : 'WRONG'}  ${(got === null ? 'none' : text(got)).padEnd(11)} ${wanted.padEnd(20)}  ${what}`;
}

/** A number in at most six digits. */
function text(value: number): string {
  const short = Number(value.toPrecision(6));
  return short !== 0 && Math.abs(short) < 1e-3 ? Number(value.toPrecision(4)).toExponential() : String(short);
}
