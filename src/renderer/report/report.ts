/** One thing that was set: what it is, and what it was. */
export interface Fact {
  field: string;
  title: string;
  value: string;
}

/** A drawing for paper. `src` is an address of `svg`, to be given back with `letGo`. */
export interface SheetPart {
  /** Of which network it is, where there are several. */
  name: string;
  svg: string;
  src: string;
  width: number;
  height: number;
}
/** A figure: of each network, where there are several, a part. */
export interface SheetFigure {
  title: string;
  parts: SheetPart[];
  /** Parts beside each other; two where it is not given, or one for one part. */
  across?: 1 | 2 | 3;
}

/** A table as it is printed. */
export interface SheetTable {
  title: string;
  head: string[];
  rows: string[][];
}

/** A file that is inside the HTML of a report: what would reproduce it. */
export interface Attached {
  /** `plan`: an experiment document; `sweep`: a sweep of one. */
  kind: 'plan' | 'sweep';
  name: string;
  /** The run of the lab it is the plan of; null where there is none. */
  run: number | null;
  /** JSON. */
  text: string;
}

/** What a report says of a run, of runs beside each other, or of a sweep: everything but its figures and what is typed. */
export interface Report {
  /** What it is of: `Run 12`. */
  about: string;
  /** Its title, as long as nobody wrote another. */
  title: string;
  /** When it was measured; empty where it was not. */
  measured: string;
  facts: Fact[];
  tables: SheetTable[];
  /** What would reproduce it, a sentence each; what stands between backquotes is a command. */
  again: string[];
  /** The foot: what was reported of, and the shortest way back to it. */
  foot: [string, string];
  attached: Attached[];
}

/** A drawing as a part of a figure. */
export const partOf = (name: string, svg: string, size: { width: number; height: number }): SheetPart => ({
  name,
  svg,
  src: URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' })),
  width: size.width,
  height: size.height,
});

/** Gives the addresses of figures back. */
export function letGo(figures: readonly SheetFigure[]): void {
  for (const { src } of figures.flatMap(({ parts }) => parts)) URL.revokeObjectURL(src);
}
