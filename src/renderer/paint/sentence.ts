import { m } from '../../core/words/m.ts';
import type { Palette } from './palette.ts';

/** Said where a run was recorded without what a plot shows: plots that were added later say what to do. */
export const notRecorded = m.plots_not_recorded;

/** What a plot is called, and what there is to say of it. */
export const labelled = (title: string, said: string): string => (said ? m.plots_said({ title, said }) : title);

/** A sentence in the middle of a box, in as many lines as it takes. */
export function drawSentence(
  c: CanvasRenderingContext2D,
  text: string,
  box: { x: number; y: number; width: number; height: number },
  p: Palette,
): void {
  c.font = `${p.small}px ${p.font}`;
  c.fillStyle = p.ink3;
  c.textAlign = 'center';
  c.textBaseline = 'alphabetic';
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    const longer = `${last} ${word}`;
    if (last !== undefined && c.measureText(longer).width <= box.width - 8) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  const pitch = p.small + 5;
  const top = box.y + (box.height - (lines.length - 1) * pitch) / 2 + p.small / 3;
  lines.forEach((line, i) => c.fillText(line, box.x + box.width / 2, top + i * pitch));
}
