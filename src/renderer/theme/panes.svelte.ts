import { tick } from 'svelte';
import { size } from './size.svelte.ts';

/** The panes of the workbench, as the tabs of a small window name them. */
export const paneIds = ['build', 'network', 'plots'] as const;
export type PaneId = (typeof paneIds)[number];

/** Which panes are on screen where there is no room for all three: at M the left one is a drawer, at S one is shown at a time.
 *  One for the window: `panes`. */
class Panes {
  /** The one that is shown at S. */
  tab = $state<PaneId>('network');
  /** Whether the left pane is on screen at M. */
  drawer = $state(false);
  /** Whether the drawer stays and has room of its own, instead of lying over the network. */
  pinned = $state(false);
  /** Where the choice to keep it is kept; set once the lab is there. */
  save: (pinned: boolean) => void = () => undefined;

  /** Takes over what the lab had kept. */
  restore(settings: Record<string, unknown>): void {
    this.pinned = this.drawer = settings['drawer'] === true;
  }

  /** Keeps the drawer open, or not. */
  pin(pinned: boolean): void {
    this.pinned = pinned;
    this.save(pinned);
  }

  closeDrawer(): void {
    this.drawer = false;
    if (this.pinned) this.pin(false);
  }

  /** Brings a pane on screen, however small the window is; what is in it can have the focus afterwards. */
  async show(pane: PaneId): Promise<void> {
    if (size.is === 'S') this.tab = pane;
    else if (pane === 'build' && size.is === 'M') this.drawer = true;
    await tick();
  }
}

export const panes = new Panes();
