import { bytesOf, type TableSet } from '../../core/data/data-set.ts';
import { partsOf, usableRows, type Parts, type TableSpec } from '../../core/data/parts.ts';
import { partWords, proposedRoles, type Role } from '../../core/data/proposal.ts';
import { rawTableOf, type RawTable } from '../../core/data/raw-table.ts';
import {
  readingAhead,
  readTable,
  tableSetOf,
  type ReadColumn,
  type Reading,
  type ReadKind,
} from '../../core/data/reading.ts';
import { LabError } from '../../core/errors.ts';
import { errorSentence } from '../../core/words/errors.ts';
import { m } from '../../core/words/m.ts';
import { plainName } from '../../core/plan/text.ts';
import { parseTable, type ParsedFile } from './parse-file.ts';
import { rawOf, readingOf, rolesIn } from './stored-table.ts';
import { sentenceOf } from './sentence.ts';

export type Missing = 'drop' | 'mean' | 'mark';

/** A name for what is stored while it is only looked at; its bytes are not worked out before it is taken. */
const UNSTORED = '0'.repeat(64);

/** Milliseconds of reading after which others have their turn. */
const TURN = 50;
/** Share of the reading that it takes to cut a file into cells; the rest is to read its columns. */
const CUT = 0.4;

/** Whether anything is missing in a column: one without gaps needs no mark. */
const hasGaps = ({ column }: ReadColumn): boolean =>
  column?.kind === 'number' ? column.values.some(Number.isNaN) : (column?.values.includes(-1) ?? false);

/** A table that is in the lab already, and what a plan chose of it. */
export interface StoredTable {
  set: TableSet;
  spec: TableSpec;
}

/** A file that becomes a data set, or a stored one whose choices are made anew: what was found in it, and what the person has chosen. */
export class TableImport {
  readonly file: File;
  /** Of the plan: it draws which rows are trained with. */
  readonly seed: number;
  /** Share that was read, null when all was; and why it was not. */
  reading = $state<number | null>(0);
  failure = $state('');
  parsed = $state.raw<ParsedFile | null>(null);
  /** Whether the first line names the columns; null: as it looks. */
  header = $state<boolean | null>(null);
  missing = $state<Missing>('drop');
  scale = $state<TableSpec['scale']>('standard');
  /** Shares of the rows, in percent. */
  test = $state(30);
  validation = $state(0);
  /** The cells of the file as a table, once its columns were read. */
  private cells = $state.raw<RawTable | null>(null);
  private kinds = $state.raw<Partial<Record<number, ReadKind>>>({});
  private chosen = $state.raw<readonly Role[] | null>(null);
  private apart = $state.raw<readonly number[]>([]);
  private work = new AbortController();
  /** null of a file. */
  readonly stored: StoredTable | null;

  /** @param stored what is in the lab already: its choices begin as they are, and `read` is not for it */
  constructor(file: File, seed: number, stored: StoredTable | null = null) {
    this.file = file;
    this.seed = seed;
    this.stored = stored;
    if (!stored) return;
    const { set, spec } = stored;
    this.reading = null;
    this.chosen = rolesIn(set, spec);
    this.missing = spec.inputs.find(({ missing }) => missing !== undefined)?.missing ?? 'drop';
    this.scale = spec.scale;
    const rows = usableRows(spec, set);
    this.test = (100 * spec.test) / rows;
    this.validation = (100 * (spec.validation ?? 0)) / rows;
    this.before = { rows, test: this.test, validation: this.validation };
  }

  /** The shares that a stored table came with: while they are left alone, so are its numbers of rows. */
  private readonly before: { rows: number; test: number; validation: number } | null = null;

  readonly raw = $derived.by((): RawTable | null => {
    return this.stored ? rawOf(this.stored.set) : this.cells;
  });
  readonly table = $derived.by((): Reading | null => {
    if (this.stored) return readingOf(this.stored.set);
    return this.raw && readTable(this.raw, this.kinds, this.apart);
  });
  readonly set = $derived.by((): TableSet | null => {
    if (this.stored) return this.stored.set;
    return this.table && this.raw && tableSetOf(this.table, this.raw.rows.length);
  });
  readonly roles = $derived<readonly Role[]>(this.chosen ?? (this.table ? proposedRoles(this.table.columns) : []));
  /** What the plan would say of it; null where there is no target, or no input. */
  readonly spec = $derived.by(() => this.specOf());
  /** Which rows each part takes, or why there are none. */
  readonly parts = $derived.by((): Parts | string => {
    if (!this.spec || !this.set) return this.raw?.rows.length === 0 ? m.data_no_rows() : m.data_no_roles();
    try {
      return partsOf(this.spec, this.set, this.seed);
    } catch (error) {
      if (error instanceof LabError) return errorSentence(error);
      throw error;
    }
  });

  /** Reads the file. @param delimiter what stands between cells; '' as it looks */
  async read(delimiter = ''): Promise<void> {
    this.work.abort();
    const work = (this.work = new AbortController());
    this.reading = 0;
    this.failure = '';
    try {
      const parsed = await parseTable(this.file, delimiter, {
        signal: work.signal,
        moved: (share) => (this.reading = CUT * share),
      });
      if (work.signal.aborted) return;
      this.parsed = parsed;
      this.forget();
      this.header = null;
      if (!(await this.arrange(work.signal))) return;
    } catch (error) {
      if (work.signal.aborted) return;
      this.parsed = null;
      this.cells = null;
      this.failure = sentenceOf(error, this.file.name);
    }
    this.reading = null;
  }

  /** Whether the first line names the columns; what was chosen was of other columns. */
  async setHeader(header: boolean): Promise<void> {
    this.work.abort();
    const { signal } = (this.work = new AbortController());
    this.forget();
    this.header = header;
    this.reading = CUT;
    if (await this.arrange(signal)) this.reading = null;
  }

  /** Takes the cells as a table and reads its columns, with a rest after each that took long. @returns false where it was called off */
  private async arrange(signal: AbortSignal): Promise<boolean> {
    if (!this.parsed) return false;
    const raw = rawTableOf(this.parsed.found, this.header, this.parsed.more);
    let [done, rested] = [0, performance.now()];
    for (const _ of readingAhead(raw)) {
      done++;
      if (performance.now() - rested < TURN) continue;
      this.reading = CUT + ((1 - CUT) * done) / raw.names.length;
      await new Promise((resolve) => setTimeout(resolve));
      if (signal.aborted) return false;
      rested = performance.now();
    }
    this.cells = raw;
    return true;
  }

  private forget(): void {
    this.kinds = {};
    this.chosen = null;
    this.apart = [];
  }

  cancel(): void {
    this.work.abort();
  }

  setKind(column: number, kind: ReadKind): void {
    this.kinds = { ...this.kinds, [column]: kind };
  }

  /** There is one target and at most one column of parts: who was it before is an input, or left out. */
  setRole(column: number, role: Role): void {
    this.chosen = this.roles.map((old, j) =>
      j === column
        ? role
        : (role === 'target' || role === 'part') && old === role
          ? role === 'target'
            ? 'input'
            : 'out'
          : old,
    );
  }

  setApart(column: number, apart: boolean): void {
    this.apart = apart ? [...this.apart, column] : this.apart.filter((other) => other !== column);
  }

  isApart(column: number): boolean {
    return this.apart.includes(column);
  }

  /** The bytes to store. */
  bytes(): Uint8Array {
    if (!this.set) throw new Error('nothing was read');
    return bytesOf(this.set);
  }

  private specOf(): TableSpec | null {
    const { table, set, roles } = this;
    if (!table || !set) return null;
    const target = table.columns[roles.indexOf('target')];
    const inputs = table.columns.filter((_, j) => roles[j] === 'input');
    if (!target || inputs.length === 0 || (target.kind === 'category' && target.categories.length < 2)) return null;
    const part = table.columns[roles.indexOf('part')];
    const before = this.stored?.spec;
    const words = part && (before?.parts?.column === part.name ? before.parts : partWords(part.categories));
    const of = ({ name, kind, categories }: (typeof inputs)[number]): { column: string; categories?: string[] } => ({
      column: name,
      ...(kind === 'category' && { categories: [...categories] }),
    });
    const { missing } = this;
    const spec: TableSpec = {
      kind: 'table',
      sha256: before?.sha256 ?? UNSTORED,
      title: plainName(this.file.name),
      inputs: inputs.map((column) => ({ ...of(column), ...(missing !== 'drop' && hasGaps(column) && { missing }) })),
      target: of(target),
      scale: this.scale,
      ...(part && words && { parts: { ...words, column: part.name } }),
      train: 1,
      test: 0,
      ...(target.kind === 'category' && before?.labelNoise !== undefined && { labelNoise: before.labelNoise }),
      ...(target.kind === 'category' && before?.imbalance !== undefined && { imbalance: before.imbalance }),
    };
    return { ...spec, ...this.counts(spec, set) };
  }

  /** How many rows each part takes: what the column of parts says, or the shares. */
  private counts(spec: TableSpec, set: TableSet): Pick<TableSpec, 'train' | 'test' | 'validation'> {
    if (spec.parts) {
      const { column, train, test, validation } = spec.parts;
      const said = set.columns.find(({ name }) => name === column);
      const { parts: _, ...whole } = spec;
      const usable = partsOf({ ...whole, train: usableRows(spec, set) }, set, this.seed).train;
      const count = (word: string | undefined): number => {
        if (said?.kind !== 'category' || word === undefined) return 0;
        const code = said.categories.indexOf(word);
        return usable.filter((row) => said.values[row] === code).length;
      };
      const validated = count(validation);
      return { train: Math.max(1, count(train)), test: count(test), ...(validated > 0 && { validation: validated }) };
    }
    const rows = usableRows(spec, set);
    const { before } = this;
    if (this.stored && before?.rows === rows && before.test === this.test && before.validation === this.validation) {
      const { train, test, validation } = this.stored.spec;
      return { train, test, ...(validation !== undefined && { validation }) };
    }
    const test = Math.round((rows * this.test) / 100);
    const validation = Math.round((rows * this.validation) / 100);
    return { train: Math.max(1, rows - test - validation), test, ...(validation > 0 && { validation }) };
  }
}
