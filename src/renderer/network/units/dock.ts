import type { Size, View } from '../../paint/stage.ts';

export interface Rect extends Size {
  x: number;
  y: number;
}

const RIGHT = 16;
const BOTTOM = 14;
/** Below the heads of the columns. */
const TOP = 60;

/** Where a card docks: lower right, or elsewhere where it would cover what it tells of. */
export function dock(card: Size, about: Rect, stage: Size): Rect {
  const right = stage.width - RIGHT - card.width;
  const bottom = stage.height - BOTTOM - card.height;
  const places = [
    { x: right, y: bottom },
    { x: right, y: TOP },
    { x: RIGHT, y: TOP },
    { x: RIGHT, y: bottom - 30 },
  ].map((at) => ({ ...at, ...card }));
  const free = places.find((place) => !overlap(place, about));
  return free ?? { x: right, y: bottom, ...card };
}

const overlap = (a: Rect, b: Rect): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** A square about a world point, in px of the stage. */
export const aboutPoint = ({ x: vx, y: vy, k }: View, x: number, y: number, r: number): Rect => ({
  x: k * (x - r) + vx,
  y: k * (y - r) + vy,
  width: 2 * r * k,
  height: 2 * r * k,
});

/** A dotted line from a unit to its card. */
export function leader(card: Rect, about: Rect): string {
  const toRight = card.x > about.x + about.width / 2;
  const x = toRight ? about.x + about.width + 4 : about.x - 4;
  const y = about.y + about.height / 2 + 6;
  const end = toRight ? card.x : card.x + card.width;
  const to = Math.max(card.y + 8, Math.min(card.y + card.height - 8, card.y + card.height / 2));
  return `M${x} ${y}H${(x + end) / 2}V${to}H${end}`;
}
