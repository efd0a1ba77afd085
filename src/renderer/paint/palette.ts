import { theme } from '../theme/theme.svelte.ts';

const colours = {
  ground: '--ground',
  ink: '--ink',
  ink2: '--ink2',
  ink3: '--ink3',
  rule: '--rule',
  rule2: '--rule2',
  edge: '--edge',
  accent: '--accent',
  neg: '--neg',
  pos: '--pos',
  class2: '--class-2',
  class3: '--class-3',
  wrong: '--wrong',
  right: '--right-c',
  gap: '--gap',
  zone: '--zone',
} as const;
const lengths = {
  tick: '--t-tick',
  small: '--t-small',
  hair: '--w-hair',
  grid: '--w-grid',
  line: '--w-line',
  data: '--w-data',
  select: '--w-select',
} as const;

/** The tokens a canvas draws with. */
export type Palette = Record<keyof typeof colours, string> & Record<keyof typeof lengths, number> & { font: string };

let known: Palette | null = null;
let version = -1;

/** Read once per theme: asking the style sheet is slow, and canvases draw 60 times a second. */
export function palette(): Palette {
  if (known && version === theme.follow()) return known;
  version = theme.follow();
  const entries = Object.entries<string>(colours).map(([name, token]) => [name, theme.token(token)]);
  const sizes = Object.entries<string>(lengths).map(([name, token]) => [name, theme.px(token)]);
  known = {
    ...Object.fromEntries([...entries, ...sizes]),
    font: theme.token('--font-ui').replaceAll('"', "'"),
  } as Palette; // ECharts writes it into an attribute
  return known;
}

/** `#rrggbb` as bytes. */
export const rgbOf = (hex: string): [number, number, number] =>
  [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16)) as [number, number, number];
