import { letters } from '../../../core/lessons/measure.ts';
import { m } from '../../../core/words/m.ts';

/** `testLoss` is test loss, `W1` is W₁ in a formula. */
const called = (name: string): string => {
  const [, of, number] = /^(d?[Wbzho])(\d+)$/.exec(name) ?? [];
  if (of !== undefined)
    return `$${of.length > 1 ? String.raw`\partial J/\partial ${of.slice(1)}` : of}_{${number ?? ''}}$`;
  return name.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
};

/** A formula in words: networks by their names. @param names of the columns; one alone is not named */
export const wordsOf = (formula: string, names: readonly string[]): string =>
  formula
    .replaceAll(/(?:\b([A-F])\.)?\b([A-Za-z]\w*)\b(?!\s*\()/g, (_, letter: string | undefined, name: string) => {
      const column = letter === undefined ? undefined : names[(letters as readonly string[]).indexOf(letter)];
      return column === undefined ? called(name) : m.writing_of({ what: called(name), name: column });
    })
    .slice(0, 400);
