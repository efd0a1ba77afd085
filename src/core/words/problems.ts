import { mostAddressable } from '../plan/memory.ts';
import type { Problem, ProblemCode } from '../plan/problem.ts';

/** One sentence for every problem: what is wrong and the remedy. The place stands before it. */
const sentences: Record<ProblemCode, (v: Problem['values']) => string> = {
  'not-json': (v) => `This is not JSON (${v['reason']}). Check quotes, commas and brackets there.`,
  'too-large': (v) => `The document is larger than ${v['most']} MB. Use fewer inline examples.`,
  'too-deep': (v) => `Brackets are nested deeper than ${v['most']} levels, which no plan needs. Remove the nesting.`,
  'key-twice': (v) => `“${v['key']}” stands twice here, and only one of them would count. Remove one.`,
  unprintable: () => 'This has line breaks or other characters that are not seen. Write it in one line of plain text.',
  'unknown-key': (v) => `“${v['key']}” is not a key of a plan. Remove it or check its spelling.`,
  missing: (v) => `“${v['key']}” is missing. Add it.`,
  'wrong-type': (v) => `This should be ${article(v['expected'])}, not ${v['found']}.`,
  'not-a-number': () => 'This is not a finite number. Give a number.',
  'not-whole': (v) => `${v['found']} is not a whole number. Give one.`,
  'too-low': (v) =>
    `This is too low. ${'above' in v ? `It must be more than ${v['above']}` : `The least is ${v['least']}`}.`,
  'too-high': (v) =>
    `This is too high. ${'below' in v ? `It must be less than ${v['below']}` : `The most is ${v['most']}`}.`,
  'too-few': (v) => `This is too short. It needs at least ${v['least']}.`,
  'too-many': (v) => `This is too long. At most ${v['most']} are possible.`,
  'not-one-of': (v) => `This is not a known choice. Choose one of: ${v['options']}.`,
  'newer-version': (v) =>
    `This plan has version ${v['version']}, made by a newer Goldilocks. Update Goldilocks to open it.`,
  'bad-name': (v) => `“${v['key']}” is not the name of a parameter. Names are W1, b1, W2, b2 and so on.`,
  'data-ragged': (v) =>
    `This row has ${v['found']} numbers where the first has ${v['width']}. Make all rows equally long.`,
  'data-rows-differ': (v) => `There are ${v['y']} targets for ${v['x']} examples. Give one for each.`,
  'data-too-few-digits': (v) => `${v['asked']} digits are asked for, and there are ${v['have']}. Lower train or test.`,
  'data-too-many-numbers': (v) => `More than ${v['most']} numbers are written into the plan. Use fewer examples.`,
  'target-no-chance': (v) =>
    `The target ${v['found']} is not from 0 to 1, and the ${v['loss']} loss takes it for a probability. Scale the targets to 0 … 1 or choose another loss.`,
  'beyond-float32': (v) =>
    `${v['found']} exceeds float32, in which all is computed: its largest number is 3.4 · 10³⁸. Scale it down.`,
  'below-float32': (v) =>
    `${v['found']} is 0 in float32, in which all is computed: its least number is 1.4 · 10⁻⁴⁵. Give 0 or a larger number.`,
  'rate-unused': (v) => `${v['taker']} takes no “${v['rate']}”. Leave it out.`,
  'batch-exceeds-data': (v) =>
    `A batch of ${v['batch']} is larger than the ${v['train']} training examples. Lower the batch size.`,
  'loss-needs-classes': (v) => `The ${v['loss']} loss needs classes as targets. Choose another loss.`,
  'outputs-differ': (v) =>
    `The last layer has ${units(v['units'])}, and the ${v['loss']} loss on this data needs ${v['outputs']}. Set it to ${v['outputs']}.`,
  'sigmoid-twice': () => 'The sigmoid cross-entropy loss applies the sigmoid itself. Remove this block.',
  'no-weights': () => 'There is nothing to learn yet. Add a dense layer.',
  'all-frozen': () => 'Every dense layer is frozen, so nothing can be learnt. Let at least one learn.',
  'parameter-unknown': (v) => `The network has no ${v['name']}. Remove it.`,
  'parameter-shape': (v) => `${v['name']} should be ${v['shape']}.`,
  'parameter-missing': (v) => `${v['name']} should be given in the plan, and is not. Choose another initialization.`,
  'orthogonal-too-large': (v) =>
    `More than ${v['most']} orthogonal rows and columns take too long to draw. Choose another initialization.`,
  'stopping-needs-test': () =>
    'Early stopping watches the test loss, and there are no test examples. Add some or turn it off.',
  'keyframe-too-large': (v) =>
    `What is kept of this run to go back to a step takes ${v['need']} MB, and at most ${v['most']} MB can be kept at once. Use fewer units, or an optimizer that remembers less.`,
  'too-much-memory': (v) =>
    `Training this takes ${v['need']} MB, and the limit is ${v['most']} MB${
      v['most'] === megabytes(mostAddressable) ? '' : ', half of what is free'
    }. Use fewer units or a smaller batch.`,
};

const megabytes = (bytes: number): number => Math.floor(bytes / 1e6);
const units = (n: string | number | undefined): string => (n === 1 ? '1 unit' : `${n} units`);
const names: Record<string, string> = {
  array: 'a list',
  record: 'an object',
  object: 'an object',
  int: 'a whole number',
};
const article = (type: string | number | undefined): string => names[String(type)] ?? `a ${type}`;

/** The sentence of a problem without its place, as it is painted on the block that has it. */
export const problemSentence = (problem: Problem): string => sentences[problem.code](problem.values);

/** The sentence with its place before it, for the command line: `network[2].units: …`. */
export const problemLine = (problem: Problem): string =>
  problem.at === '' ? problemSentence(problem) : `${problem.at}: ${problemSentence(problem)}`;
