import {
  carriedEnding,
  MOST_IN_WINDOW,
  PART,
  type CarryProgress,
  type Taken,
  type Written,
} from '../../../core/contract/carry.ts';
import { LabError } from '../../../core/errors.ts';
import { errorSentence } from '../../../core/words/errors.ts';
import { m } from '../../../core/words/m.ts';
import { size } from '../../../core/words/numbers.ts';
import { download } from '../../lab/files.ts';
import type { Lab } from '../../run/lab.ts';

/** What goes into a file. */
export type What = 'experiment' | 'runs' | 'all';

/** What became of a file that was brought: what it held, or why it was not taken. */
export interface Brought {
  file: string;
  taken: Taken | null;
  said: string;
}

/** How far a file is. The window itself reads and saves, the rest is the lab's. */
export interface OnItsWay {
  file: string;
  phase: CarryProgress['phase'] | 'bringing' | 'fetching';
  share: number;
}

const HEAD = 'SQLite format 3\0';
/** Whether a file is one to carry, and no plan: they end alike. */
export async function isCarried(file: Blob): Promise<boolean> {
  try {
    return (await file.slice(0, HEAD.length).text()) === HEAD;
  } catch {
    return false; // a folder, or a file that is gone
  }
}

/** Files with experiments and runs that leave the lab or come into it: what is asked, how far it is, what came of it. */
export class Carrying {
  shown = $state.raw<'out' | 'in' | null>(null);
  readonly busy: boolean = $derived.by(() => this.way !== null);
  way = $state.raw<OnItsWay | null>(null);
  /** Runs that were selected when it was asked for. */
  runs = $state.raw<readonly number[]>([]);
  /** What was saved, and as what; null before that. */
  written = $state.raw<{ file: string; written: Written } | null>(null);
  /** Files that were brought, the last one last. */
  brought = $state.raw<readonly Brought[]>([]);
  /** How many files are brought in all. */
  files = $state(0);
  /** Why nothing was saved. */
  said = $state('');
  private readonly lab: Lab;
  /** Counts what was begun: what was called off does not go on. */
  private turn = 0;

  constructor(lab: Lab) {
    this.lab = lab;
    lab.onEvent((event) => {
      if (event.type === 'carrying' && this.way) this.way = { ...this.way, ...event.progress };
    });
  }

  /** Asks what is to be saved. */
  open(runs: readonly number[] = []): void {
    this.cancel();
    this.runs = runs;
    this.written = null;
    this.said = '';
    this.shown = 'out';
  }

  /** Calls off what is under way, and closes. */
  cancel(): void {
    this.turn++;
    if (this.way) void this.lab.call('endCarry', {}).catch(() => undefined);
    this.way = null;
    this.shown = null;
  }

  /** @param title names the file where the person has no name @param who whose it is; empty for nobody's */
  async save(what: What, experiment: number | null, title: string, who: string): Promise<void> {
    const turn = ++this.turn;
    const file = `${who || title}${carriedEnding}`;
    this.said = '';
    this.way = { file, phase: 'writing', share: 0 };
    try {
      const { value } = await this.lab.call('carryOut', {
        experiments: what === 'experiment' && experiment !== null ? [experiment] : [],
        runs: what === 'runs' ? [...this.runs] : [],
        name: who,
      });
      if (turn !== this.turn) return;
      if (value.bytes > MOST_IN_WINDOW) {
        this.said = m.carry_large_out({ size: size(value.bytes), most: MOST_IN_WINDOW / 2 ** 20 });
        return;
      }
      const content = await this.fetched(file, value.bytes, turn);
      if (!content) return;
      const as = await download(file, content);
      if (turn === this.turn && as !== null) this.written = { file: as, written: value };
    } catch (error) {
      if (turn === this.turn) this.said = sentence(error);
    } finally {
      if (turn === this.turn) this.way = null;
      if (turn === this.turn) await this.lab.call('endCarry', {}).catch(() => undefined);
    }
  }

  private async fetched(file: string, bytes: number, turn: number): Promise<Blob | null> {
    const parts: Uint8Array<ArrayBuffer>[] = [];
    for (let at = 0; at < bytes; at += PART) {
      this.way = { file, phase: 'fetching', share: at / bytes };
      const { value, payload } = await this.lab.call('carriedPart', { at });
      if (turn !== this.turn) return null;
      parts.push(payload.slice(0, value.size));
    }
    return new Blob(parts, { type: 'application/vnd.sqlite3' });
  }

  /** Takes files in, one after the other: each all or nothing, whatever becomes of the others. */
  async take(files: readonly File[]): Promise<void> {
    this.cancel();
    const turn = this.turn;
    this.shown = 'in';
    this.brought = [];
    this.files = files.length;
    for (const file of files) {
      let found: Brought;
      try {
        const taken = await this.bring(file, files.length > 1, turn);
        if (!taken) return; // called off
        found = { file: file.name, taken, said: '' };
      } catch (error) {
        found = { file: file.name, taken: null, said: sentence(error) };
      }
      if (turn !== this.turn) return;
      this.brought = [...this.brought, found];
    }
    this.way = null;
  }

  private async bring(file: File, several: boolean, turn: number): Promise<Taken | null> {
    const { name } = file;
    if (file.size > MOST_IN_WINDOW)
      throw new Error(m.carry_large({ file: name, size: size(file.size), most: MOST_IN_WINDOW / 2 ** 20 }));
    this.way = { file: name, phase: 'bringing', share: 0 };
    await this.lab.call('carryIn', { file: name, size: file.size });
    for (let at = 0; at < file.size; at += PART) {
      const bytes = new Uint8Array(await file.slice(at, at + PART).arrayBuffer());
      if (turn !== this.turn) return null;
      this.way = { file: name, phase: 'bringing', share: at / file.size };
      await this.lab.call('carryPart', { at, size: bytes.length }, bytes);
    }
    if (turn !== this.turn) return null;
    this.way = { file: name, phase: 'checking', share: 0 };
    return (await this.lab.call('takeIn', { several })).value;
  }

  /** Shows what the program around the window has taken in. */
  tell(taken: Taken): void {
    this.cancel();
    this.files = 1;
    this.brought = [{ file: taken.file, taken, said: '' }];
    this.shown = 'in';
  }
}

const sentence = (error: unknown): string =>
  error instanceof LabError ? errorSentence(error) : error instanceof Error ? error.message : String(error);
