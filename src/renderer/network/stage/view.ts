import type { Size, View } from '../../paint/stage.ts';

/** How much smaller and larger than drawn a world may be seen. */
export interface Scale {
  least: number;
  most: number;
}
const usual: Scale = { least: 0.02, most: 1.25 };

/** The view in which the whole world is seen, centred; or as much of it as there is room for, around a point that matters. */
export function fitted(world: Size, stage: Size, scale = usual, about: { x: number; y: number } | null = null): View {
  const margin = MARGIN;
  const fits = Math.min((stage.width - 2 * margin) / world.width, (stage.height - 2 * margin) / world.height);
  const k = Math.max(scale.least, Math.min(scale.most, fits));
  const from = (room: number, size: number, middle: number | undefined): number => {
    const spare = room - k * size;
    if (spare >= 2 * margin || middle === undefined) return spare / 2;
    return Math.min(margin, Math.max(spare - margin, room / 2 - k * middle));
  };
  return { k, x: from(stage.width, world.width, about?.x), y: from(stage.height, world.height, about?.y), ...stage };
}

/** Around a drawing that is seen whole, in px. */
export const MARGIN = 8;

/** Whether a world rectangle is seen at all. */
export const seen = (
  { x, y, k, width, height }: View,
  at: { x: number; y: number; width: number; height: number },
): boolean =>
  k * (at.x + at.width) + x > 0 && k * at.x + x < width && k * (at.y + at.height) + y > 0 && k * at.y + y < height;

/** Something in the drawing that can be pointed at, selected, and reached with Tab and arrows. */
export interface Target {
  id: string;
  /** What a screen reader says. */
  label: string;
  /** Its middle and size in the world. */
  x: number;
  y: number;
  width: number;
  height: number;
  /** Whether only the disc within can be pointed at. */
  round?: boolean;
}

export type ArrowKey = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';

/** The target an arrow key leads to: the nearest one in its direction, where a pixel aside counts as two ahead. */
export function nearest(targets: readonly Target[], id: string, key: ArrowKey): string | null {
  const from = targets.find((target) => target.id === id);
  if (!from) return null;
  const across = key === 'ArrowLeft' || key === 'ArrowRight';
  const sign = key === 'ArrowLeft' || key === 'ArrowUp' ? -1 : 1;
  let best: string | null = null;
  let least = Infinity;
  for (const target of targets) {
    const [dx, dy] = [target.x - from.x, target.y - from.y];
    const ahead = sign * (across ? dx : dy);
    const away = ahead + 2 * Math.abs(across ? dy : dx);
    if (ahead > 1 && away < least) {
      least = away;
      best = target.id;
    }
  }
  return best;
}
