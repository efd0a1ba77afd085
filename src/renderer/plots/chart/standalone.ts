import type { Run } from '../../paint/math-text.ts';

const kept = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linejoin',
  'paint-order',
  'opacity',
  'font-family',
  'font-size',
  'font-style',
  'font-weight',
  'text-anchor',
] as const;

/** SVGs of the page as text that needs no style sheet: what the sheet says now is written into each element. */
export function standalone(drawings: Iterable<SVGSVGElement>): string {
  return [...drawings]
    .map((drawing) => {
      const copy = drawing.cloneNode(true) as SVGSVGElement;
      const originals = [drawing, ...drawing.querySelectorAll('*')];
      [copy, ...copy.querySelectorAll('*')].forEach((element, i) => {
        const original = originals[i];
        if (!original) return;
        const style = getComputedStyle(original);
        element.removeAttribute('class');
        element.removeAttribute('style'); // it may go by a custom property, which a file does not have
        for (const name of kept) element.setAttribute(name, style.getPropertyValue(name));
      });
      return new XMLSerializer().serializeToString(copy);
    })
    .join('');
}

/** Part of a variable's name as the attributes of a tspan. */
export function runStyle(run: Run | undefined, before: Run | undefined, size: number): { dy: number; style: string } {
  const rise = (script: Run['script'] | undefined): number => (script === 1 ? -0.38 : script === -1 ? 0.22 : 0) * size;
  const family = run?.italic ? 'var(--font-math-it)' : 'var(--font-math)';
  const weight = run?.bold ? 700 : 400;
  return {
    dy: rise(run?.script) - rise(before?.script),
    style: `font-family:${family};font-weight:${weight};font-style:${run?.italic ? 'italic' : 'normal'};font-size:${run?.script ? 0.7 * size : size}px`,
  };
}
