/** Where a drawing is seen: world point p is at k·p + (x, y) in px of the stage. */
export interface View {
  x: number;
  y: number;
  k: number;
  /** Size of the stage in px. */
  width: number;
  height: number;
}

export interface Size {
  width: number;
  height: number;
}

/** Never larger than drawn for: text keeps its size. */
const MOST = 1.25;

/** The view in which the whole world is seen, centred. */
export function fitted(world: Size, stage: Size, margin = 12): View {
  const k = Math.min(MOST, (stage.width - 2 * margin) / world.width, (stage.height - 2 * margin) / world.height);
  const scale = Math.max(0.02, k);
  return {
    k: scale,
    x: (stage.width - scale * world.width) / 2,
    y: (stage.height - scale * world.height) / 2,
    ...stage,
  };
}

/** Whether a world rectangle is seen at all. */
export const seen = (
  { x, y, k, width, height }: View,
  at: { x: number; y: number; width: number; height: number },
): boolean =>
  k * (at.x + at.width) + x > 0 && k * at.x + x < width && k * (at.y + at.height) + y > 0 && k * at.y + y < height;

/** Draws in world coordinates; what is not in `view` may be left out. For an export the view is the whole world. */
export type Paint = (context: CanvasRenderingContext2D, view: View) => void;

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
