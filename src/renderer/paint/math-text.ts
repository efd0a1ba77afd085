import { partsOf } from '../../core/graph/latex.ts';
import { theme } from '../theme/theme.svelte.ts';

/** A run of glyphs in one font: KaTeX's own, so that `z1` on a canvas is the glyph it is in a formula. */
export interface Run {
  text: string;
  bold: boolean;
  italic: boolean;
  /** Shifted up (1) or down (−1) and smaller, or neither. */
  script: -1 | 0 | 1;
}

const SCRIPT = 0.7;
const RISE = { '-1': 0.26, '0': 0, '1': -0.42 } as const;

const run = (text: string, style: Partial<Run> = {}): Run => ({
  text,
  bold: false,
  italic: false,
  script: 0,
  ...style,
});

/** The runs of a variable's name: 𝐖⁽¹⁾, ∂J/∂𝐳⁽²⁾, or, with `unit`, one entry of it: h₄⁽¹⁾. `mark` is raised behind it: ⊤. */
export function nameRuns(name: string, unit?: number, mark = ''): Run[] {
  const { gradient, letter, layer, more, primes, italic } = partsOf(name);
  if (gradient) {
    const before = [run('∂'), run('J', { italic: true }), run('/∂')];
    return [...before, ...nameRuns(name.slice(1), unit)];
  }
  const one = unit !== undefined;
  const below = one ? String(unit + 1) : more;
  const above = `${'′'.repeat(primes.length)}${layer ? `(${layer})` : ''}${mark}`;
  return [
    run(one ? letter.toLowerCase() : letter, { bold: !italic && !one, italic: italic || one }),
    ...(above ? [run(above, { script: 1 })] : []),
    ...(below ? [run(below, { script: -1 })] : []),
  ];
}

/** What an operator's circle says. */
export const symbolRuns = (symbol: string): Run[] => {
  const [base = '', below] = symbol.split('_');
  const italic = /^[a-zA-Zα-ωℓ]$/u.test(base);
  return [run(base, { italic }), ...(below ? [run(below, { script: -1 })] : [])];
};

const fontOf = ({ bold, italic, script }: Run, size: number): string => {
  const family = italic ? theme.token('--font-math-it') : theme.token('--font-math');
  return `${italic ? 'italic ' : ''}${bold ? '700' : '400'} ${script === 0 ? size : SCRIPT * size}px ${family}`;
};

/** Widths by font and text: measuring is slow, and names are few. Another theme, or a font that came late, changes all. */
const widths = new Map<string, number>();
let version = -1;
export function widthOf(context: CanvasRenderingContext2D, font: string, text: string): number {
  if (version !== theme.follow()) {
    version = theme.follow();
    widths.clear();
  }
  const key = `${font}|${text}`;
  let width = widths.get(key);
  if (width === undefined) {
    context.font = font;
    width = context.measureText(text).width;
    widths.set(key, width);
  }
  return width;
}
/** Where runs begin, and how wide they are together, in px. A raised and a lowered run that follow each other stand above
 *  one another. */
function layOut(
  context: CanvasRenderingContext2D,
  runs: readonly Run[],
  size: number,
): { width: number; places: number[] } {
  let x = 0;
  let before: Run | null = null;
  let start = 0;
  const places: number[] = [];
  for (const part of runs) {
    const stacked = before !== null && before.script !== 0 && part.script === -before.script;
    const from = stacked ? start : x;
    places.push(from);
    start = from;
    x = Math.max(x, from + widthOf(context, fontOf(part, size), part.text));
    before = part;
  }
  return { width: x, places };
}

/** How wide runs are together, in px. */
export const runsWidth = (context: CanvasRenderingContext2D, runs: readonly Run[], size: number): number =>
  layOut(context, runs, size).width;

/** Draws runs with their baseline at y; the fill style is the caller's. @returns their width */
export function drawRuns(
  context: CanvasRenderingContext2D,
  runs: readonly Run[],
  x: number,
  y: number,
  size: number,
  align: 'left' | 'center' | 'right' = 'left',
): number {
  const { width, places } = layOut(context, runs, size);
  const from = align === 'left' ? x : align === 'center' ? x - width / 2 : x - width;
  context.textAlign = 'left';
  context.textBaseline = 'alphabetic';
  runs.forEach((part, i) => {
    context.font = fontOf(part, size);
    context.fillText(part.text, from + (places[i] ?? 0), y + RISE[`${part.script}`] * size);
  });
  return width;
}
