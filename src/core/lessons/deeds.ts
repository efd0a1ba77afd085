import { FormulaError, type Scope, type Value } from './expression.ts';

/** What the person has done, as tasks ask for it. Steps and epochs are those that every network on show has been trained to. */
export interface Deeds {
  step: number;
  epoch: number;
  /** Whether all of them have come to their ends; one that was stopped has not. */
  ended: boolean;
  /** The step at the playhead; Infinity while numbers are being made or replayed. */
  at: number;
  zoom: string;
  edges: 'weight' | 'gradient';
  /** The node of the graph, or the variable, that is selected; 'none'. */
  selected: string;
  /** The last variable that walking node by node has reached, dW1 for a gradient; 'none'. */
  walked: string;
  /** Parameters that were set by hand in the runs on show. */
  changed: number;
  /** The framework whose program is on screen ('pytorch_scratch'); 'none'. */
  code: string;
  /** How many times a network was made other than the lesson had it. */
  edited: number;
  scene: string;
  /** The first thing that keeps a network from being trained; 'none'. */
  problem: string;
  /** What a place of the first network's plan is set to. */
  setting: (at: string) => number | string;
  /** Whether a step of the lesson is ticked. */
  done: (step: string) => boolean;
  /** Whether a sweep of the lesson was run here to its end. */
  ran: (sweep: string) => boolean;
  /** What is set in a plot: option('product', 'sigma'). */
  option: (plot: string, key: string) => number | string;
}

const names = [
  'step',
  'epoch',
  'ended',
  'at',
  'zoom',
  'edges',
  'selected',
  'walked',
  'changed',
  'code',
  'edited',
  'scene',
  'problem',
] as const satisfies readonly (keyof Deeds)[];
export const deedNames: readonly string[] = names;
/** Functions of deeds, and how many words they take. */
export const deedFunctions = { setting: 1, done: 1, ran: 1, option: 2 } as const;

/** Of somebody who has done nothing: what formulas are tried on. */
export const noDeeds: Deeds = {
  step: 0,
  epoch: 0,
  ended: false,
  at: 0,
  zoom: 'layers',
  edges: 'weight',
  selected: 'none',
  walked: 'none',
  changed: 0,
  code: 'none',
  edited: 0,
  scene: 'none',
  problem: 'none',
  setting: () => 0,
  done: () => false,
  ran: () => false,
  option: () => 0,
};

/** Formulas over what was done. */
export const scopeOfDeeds = (deeds: Deeds): Scope => ({
  name(name): Value {
    const known = names.find((one) => one === name);
    if (!known) throw new FormulaError(`${name} is not known`);
    return deeds[known];
  },
  call(name, [first, second]): Value {
    const word = (value: Value | undefined): string => {
      if (typeof value !== 'string') throw new FormulaError(`${name}() takes words`);
      return value;
    };
    if (name === 'setting') return deeds.setting(word(first));
    if (name === 'done') return deeds.done(word(first));
    if (name === 'ran') return deeds.ran(word(first));
    if (name === 'option') return deeds.option(word(first), word(second));
    throw new FormulaError(`${name}() is not known`);
  },
});
