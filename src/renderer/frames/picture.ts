import type { Picture } from '../paint/svg.ts';
import { theme } from '../theme/theme.svelte.ts';
import { palette } from '../paint/palette.ts';
import type { Drawing } from '../paint/board.ts';

/** A plot as it stands, to be saved: its title, and everything drawn in it where it lies. */
export function pictureOf(
  figure: HTMLElement,
  drawings: Iterable<Drawing>,
  title: string,
  definition: string,
): Picture {
  const frame = figure.getBoundingClientRect();
  const parts = [...drawings].map((drawing) => {
    const box = drawing.element.getBoundingClientRect();
    return { drawing, x: box.left - frame.left, y: box.top - frame.top, width: box.width, height: box.height };
  });
  return {
    width: frame.width,
    height: frame.height,
    title: definition ? `${title}: ${definition}` : title,
    paint: (context) => {
      const p = palette();
      context.textBaseline = 'alphabetic';
      context.textAlign = 'left';
      context.fillStyle = p.ink;
      context.font = `600 ${theme.px('--t-body')}px ${p.font}`;
      const left = theme.px('--s4');
      context.fillText(title, left, 22);
      const after = left + context.measureText(title).width + theme.px('--s2');
      context.fillStyle = p.ink3;
      context.font = `${p.small}px ${p.font}`;
      context.fillText(definition, after, 22);
      for (const { drawing, x, y, width, height } of parts) {
        if (!drawing.paint) continue;
        context.save();
        context.translate(x, y);
        drawing.paint(context, width, height);
        context.restore();
      }
    },
    insets: () =>
      parts.flatMap(({ drawing, x, y, width, height }) =>
        drawing.svg ? [{ x, y, svg: drawing.svg(width, height) }] : [],
      ),
  };
}
