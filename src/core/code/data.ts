import { examplesOf, type Examples } from '../examples.ts';
import { at } from '../floats.ts';
import { losses } from '../losses.ts';
import type { Plan } from '../plan/schema.ts';
import { outlineOf, sourceOf } from './outline.ts';
import { float32Text } from './text.ts';

/** A file that a program reads. */
export interface DataFile {
  name: string;
  text: string;
}

/** The examples, one a line: its numbers x, then its y. */
export const csvFiles = (plan: Plan): DataFile[] =>
  filed(plan).map(({ name, examples: { count, width, x, y, targetWidth } }) => {
    const lines = Array.from({ length: count }, (_, i) =>
      [
        ...Array.from({ length: width }, (_, j) => at(x, i * width + j)),
        ...Array.from({ length: targetWidth }, (_, j) => at(y, i * targetWidth + j)),
      ]
        .map(float32Text)
        .join(','),
    );
    return { name: `${name}.csv`, text: lines.join('\n') + '\n' };
  });

/** The examples as `{ "x": rows, "y": rows }`, or y as class numbers. */
export const jsonFiles = (plan: Plan): DataFile[] =>
  filed(plan).map(({ name, examples: { count, width, x, y, targetWidth } }) => {
    const row = (values: Examples['x'], i: number, columns: number): string =>
      `[${Array.from({ length: columns }, (_, j) => float32Text(at(values, i * columns + j))).join(', ')}]`;
    const rows = (line: (i: number) => string): string => Array.from({ length: count }, (_, i) => line(i)).join(',\n');
    const targets = rows((i) =>
      losses[plan.loss].target === 'class' ? float32Text(at(y, i)) : row(y, i, targetWidth),
    );
    return {
      name: `${name}.json`,
      text: `{\n"x": [\n${rows((i) => row(x, i, width))}\n],\n"y": [\n${targets}\n]\n}\n`,
    };
  });

/** The sets of examples that the program of a plan reads from files. */
function filed(plan: Plan): { name: string; examples: Examples }[] {
  if (sourceOf(plan) !== 'files') return [];
  const examples = examplesOf(plan, null);
  const { others } = outlineOf(plan, null);
  return [
    { name: 'train', examples: examples.train },
    ...others.map(({ part, name }) => ({ name, examples: examples[part] })),
  ];
}
