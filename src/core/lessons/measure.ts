import { evaluate, FormulaError, Missing, numberOf, type Scope, type Value } from './expression.ts';
import { named, type Evidence } from './evidence.ts';
import { functionOf } from './functions.ts';
import type { Want } from './schema.ts';

export const letters = ['A', 'B', 'C', 'D', 'E', 'F'] as const;

/** Formulas over networks beside each other. @param columns null for one that has not come so far */
export function scopeOf(columns: readonly (Evidence | null)[]): Scope {
  const of = (letter: string | null): Evidence => {
    const place = letter === null ? 0 : (letters as readonly string[]).indexOf(letter);
    const evidence = columns[place];
    if (evidence === undefined) throw new FormulaError(`there is no network ${letter ?? 'A'}`);
    if (evidence === null) throw new Missing(`network ${letter ?? 'A'} has not come so far`);
    return evidence;
  };
  return {
    name: (name, letter) => named(of(letter), name, letter ?? 'A'),
    call(name, inputs): Value {
      const known = functionOf(name);
      if (!known) throw new FormulaError(`${name}() is not known`);
      if (inputs.length < known.inputs || (inputs.length > known.inputs && !known.several))
        throw new FormulaError(`${name}() takes ${known.inputs}`);
      return known.measure(inputs, of);
    },
  };
}

/** What a formula measures; null while what it needs is not there. @throws FormulaError */
export function measured(formula: string, columns: readonly (Evidence | null)[]): number | null {
  try {
    return numberOf(formula, scopeOf(columns));
  } catch (error) {
    if (error instanceof Missing) return null;
    throw error;
  }
}

/** Whether a formula is true of what the person did. One whose parts do not fit (a setting that there is not, and 1) is not. */
export function isTrue(formula: string, scope: Scope): boolean {
  try {
    return evaluate(formula, scope) === true;
  } catch (error) {
    if (error instanceof FormulaError) return false;
    throw error;
  }
}

/** Whether a number is what is wanted. NaN never is. */
export function holds(want: Want, got: number): boolean {
  if ('below' in want) return got < want.below;
  if ('above' in want) return got > want.above;
  if ('near' in want) return Math.abs(got - want.near) <= want.within;
  return got >= want.least && got <= want.most;
}

/** The middle of several; of an even number the upper of the two. */
export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
