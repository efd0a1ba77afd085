import { theme } from './theme.svelte.ts';

/** Wide enough for three panes, for two and a rail, or for one at a time. */
export type SizeClass = 'L' | 'M' | 'S';

/** By room in letters, not pixels, so that zoom, projector type and small windows are one matter.
 *  @param width @param height of the window in px @param em body type in px */
export function sizeClassOf(width: number, height: number, em: number): SizeClass {
  if (width < 69 * em || height < 40 * em) return 'S';
  return width < 91 * em ? 'M' : 'L';
}

/** How much room the window has, as `size.is` and as `<html data-size>` for style sheets. One for the window: `size`. */
class Size {
  private width = $state(innerWidth);
  private height = $state(innerHeight);
  readonly is: SizeClass = $derived.by(() => sizeClassOf(this.width, this.height, theme.px('--t-body') || 13));

  constructor() {
    addEventListener('resize', () => {
      this.width = innerWidth;
      this.height = innerHeight;
    });
    $effect.root(() => {
      $effect.pre(() => {
        document.documentElement.dataset['size'] = this.is;
      });
    });
  }
}

export const size = new Size();
