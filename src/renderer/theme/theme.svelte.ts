import { flushSync } from 'svelte';
import { setScale, stopTokens } from './scale.ts';

export type ThemeChoice = 'light' | 'dark' | 'system';
/** What drawings leave in. */
export type Look = 'light' | 'paper';

/** Light or dark, and the projector mode: sets the attributes that tokens.css goes by. One for the window: `theme`. */
class Theme {
  choice = $state<ThemeChoice>('system');
  projector = $state(false);
  /** What is on screen. */
  resolved = $state<'light' | 'dark'>('light');
  /** Counts up whenever colours, sizes or fonts changed. */
  version = $state(0);
  /** Where a choice is kept; set once the lab is there. */
  save: (key: 'theme' | 'projector', value: string | boolean) => void = () => undefined;
  /** Read once per theme: asking the browser costs too much for every bar of every frame. */
  private tokens: Record<string, string> = {};
  /** Whether something is being drawn for paper; what is kept by `follow()` is then another. */
  private printing = false;
  private onPaper = false;
  private readonly dark = matchMedia('(prefers-color-scheme: dark)');

  constructor() {
    this.dark.addEventListener('change', () => this.apply());
    this.apply();
    // what a canvas drew before a font had come is in another font
    document.fonts.addEventListener('loadingdone', () => this.version++);
    addEventListener('resize', () => (this.tokens = {})); // some lengths go by the width of the window
    addEventListener('beforeprint', () => this.print(true));
    addEventListener('afterprint', () => this.print(false));
  }

  /** Takes over what the lab had kept. */
  restore(settings: Record<string, unknown>): void {
    const { theme: choice, projector } = settings;
    if (choice === 'light' || choice === 'dark' || choice === 'system') this.choice = choice;
    this.projector = projector === true;
    this.apply();
  }

  choose(choice: ThemeChoice): void {
    this.choice = choice;
    this.apply();
    this.save('theme', choice);
  }

  /** Light to dark and back. */
  toggle(): void {
    this.choose(this.resolved === 'dark' ? 'light' : 'dark');
  }

  toggleProjector(): void {
    this.projector = !this.projector;
    this.apply();
    this.save('projector', this.projector);
  }

  /** What a canvas is drawn with has changed since: reading this makes an effect draw again. */
  follow(): number {
    return this.version + (this.printing ? 0.5 : 0);
  }

  /** Value of a token as it is now, for canvases: `theme.token('--ink')`; a colour is always `#rrggbb`. */
  token(name: string): string {
    this.follow();
    return (this.tokens[name] ??= tokenOf(name));
  }

  /** Value of a length token in px. */
  px(name: string): number {
    return parseFloat(this.token(name));
  }

  /** How long something that moves takes, in ms; 0 where motion is unwanted. */
  get moveTime(): number {
    return this.px('--m-move') || 0;
  }

  /** Draws something as it leaves the window, whatever is on screen: in the light theme and not for a projector, or for paper, black
   *  on white with its marks where the screen has them. Must not wait. */
  drawnFor<Result>(look: Look, draw: () => Result): Result {
    const root = document.documentElement;
    const kept = { theme: root.dataset['theme'], projector: root.dataset['projector'] };
    this.printing = true;
    root.dataset['theme'] = look;
    if (look === 'light') delete root.dataset['projector'];
    this.read();
    try {
      return draw();
    } finally {
      this.printing = false;
      root.dataset['theme'] = kept.theme;
      if (kept.projector !== undefined) root.dataset['projector'] = kept.projector;
      this.read();
    }
  }

  /** The whole window is printed: light, whatever is on screen. */
  print(begin: boolean): void {
    this.onPaper = begin;
    flushSync(() => this.apply()); // what is drawn is drawn anew before the page is taken
  }

  private apply(): void {
    this.resolved = this.choice === 'system' ? (this.dark.matches ? 'dark' : 'light') : this.choice;
    const root = document.documentElement;
    root.dataset['theme'] = this.onPaper ? 'light' : this.resolved;
    if (this.projector) root.dataset['projector'] = '';
    else delete root.dataset['projector'];
    this.read();
    this.version++;
  }

  /** Forgets the tokens of another theme and takes over the colours of the scale. */
  private read(): void {
    this.tokens = {};
    const stops = stopTokens.map(tokenOf);
    if (stops.every((stop) => /^#[0-9a-f]{6}$/i.test(stop))) setScale(stops);
  }
}

/** The build writes `#ffffff` as `#fff`. */
const tokenOf = (name: string): string =>
  getComputedStyle(document.documentElement)
    .getPropertyValue(name)
    .trim()
    .replace(/^#(.)(.)(.)$/, '#$1$1$2$2$3$3');

export const theme = new Theme();
