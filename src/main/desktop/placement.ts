import { z } from 'zod';

/** A place on the screen, in the system's pixels. */
export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

const whole = z.int().min(-100_000).max(100_000);
/** Where the window was when it was last moved. */
export const placementSchema = z.strictObject({
  x: whole,
  y: whole,
  width: whole,
  height: whole,
  maximized: z.boolean(),
});

export type Placement = z.infer<typeof placementSchema>;

export const leastSize = { width: 1024, height: 640 } as const;
const usualSize = { width: 1366, height: 768 } as const;

/** What BrowserWindow takes: a position only where there is one. */
export interface Start {
  bounds: Partial<Rectangle> & { width: number; height: number };
  maximized: boolean;
}

/** A name for a set of displays: with the projector the window may be elsewhere than without. */
export const displaysKey = (displays: readonly Rectangle[]): string =>
  displays
    .map(({ x, y, width, height }) => `${width}×${height}${signed(x)}${signed(y)}`)
    .sort()
    .join(' ');
const signed = (n: number): string => (n < 0 ? `${n}` : `+${n}`);

/** Where to open the window: where it was, if its title bar can be reached on a screen of today, else in the middle.
 *  Never larger than the screen. @param screens work areas, main first */
export function startAt(old: Placement | undefined, screens: readonly Rectangle[]): Start {
  const screen = old && screens.find((area) => titleBarIsOn(area, old));
  const area = screen ?? screens[0];
  const wanted = old ?? usualSize;
  const fit = (name: 'width' | 'height'): number =>
    Math.min(Math.max(wanted[name], leastSize[name]), area?.[name] ?? Infinity);
  const size = { width: fit('width'), height: fit('height') };
  return { bounds: old && screen ? { x: old.x, y: old.y, ...size } : size, maximized: old?.maximized ?? false };
}

/** Whether at least 100 × 30 pixels of the window's top edge are on the screen. */
const titleBarIsOn = (area: Rectangle, { x, y, width }: Placement): boolean =>
  Math.min(x + width, area.x + area.width) - Math.max(x, area.x) >= 100 &&
  y >= area.y - 10 &&
  y <= area.y + area.height - 30;
