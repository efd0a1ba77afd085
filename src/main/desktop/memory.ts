import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { placementSchema, type Placement } from './placement.ts';

const schema = z.strictObject({
  /** Where the window was, by the displays that were there. */
  placements: z.record(z.string().max(500), placementSchema),
  /** The folder that something was saved in or opened from last. */
  folder: z.string().max(5000).optional(),
});
type Remembered = z.infer<typeof schema>;

/** Displays come and go: of so many sets of them the window's place is kept. */
const MOST_PLACEMENTS = 8;

/** What the program itself remembers, in one small file. Experiments and settings are the lab's. */
export class Memory {
  private readonly file: string;
  private now: Remembered;

  constructor(file: string) {
    this.file = file;
    this.now = read(file);
  }

  get folder(): string | undefined {
    return this.now.folder;
  }

  keepFolder(folder: string): void {
    if (folder !== this.now.folder) this.write({ ...this.now, folder });
  }

  placement(displays: string): Placement | undefined {
    return this.now.placements[displays];
  }

  place(displays: string, placement: Placement): void {
    const others = Object.entries(this.now.placements).filter(([key]) => key !== displays);
    const kept = [...others, [displays, placement] as const].slice(-MOST_PLACEMENTS);
    this.write({ ...this.now, placements: Object.fromEntries(kept) });
  }

  /** Whole or not at all: the power may go at any moment. */
  private write(remembered: Remembered): void {
    this.now = remembered;
    try {
      writeFileSync(`${this.file}.new`, JSON.stringify(remembered));
      renameSync(`${this.file}.new`, this.file);
    } catch {
      // a full disk keeps no window from closing
    }
  }
}

function read(file: string): Remembered {
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return { placements: {} }; // the first time there is none; an older or edited one is no reason not to start
  }
}
