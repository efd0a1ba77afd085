import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { everyRun } from '../../../core/contract/runs.ts';
import { LabError } from '../../../core/errors.ts';
import { errorSentence } from '../../../core/words/errors.ts';
import { importFile } from '../../carry/import.ts';
import { Store } from '../../store/store.ts';
import { digestOf } from './carried.ts';

/** All files of a folder and their bytes. */
export const filesOf = (folder: string): Map<string, Buffer> =>
  new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((one) => one.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .sort()
      .map((path) => [path, readFileSync(path)]),
  );

/** For tests: takes files to carry into a data folder, each into the same, and looks what became of file and folder. */
export class CarriedReader {
  private readonly room = mkdtempSync(join(tmpdir(), 'goldilocks-'));
  private readonly folder = join(this.room, 'data');
  private readonly pristine = join(this.room, 'pristine');
  private readonly path = join(this.room, 'file.goldilocks');
  private before: Map<string, Buffer>;

  constructor() {
    new Store(this.pristine).close();
    this.before = this.anew();
  }

  /** @returns '' where it was taken in, else the sentence that a person gets
   *  @param digests what it may hold where it is taken; left out where that may be anything that the lab can work with
   *  @throws what is no LabError, and where the file was changed, or the folder by one that was refused */
  read(bytes: Uint8Array, digests?: ReadonlySet<string>): string {
    writeFileSync(this.path, bytes);
    try {
      importFile(this.folder, this.path);
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      if (!same(this.before, filesOf(this.folder)))
        throw new Error('refused, and the folder was changed', { cause: error });
      return errorSentence(error);
    } finally {
      if (!readFileSync(this.path).equals(bytes)) throw new Error('the file was changed'); // eslint-disable-line no-unsafe-finally
    }
    if (digests && !digests.has(digestOf(this.path))) throw new Error('damaged, and taken');
    this.use();
    this.before = this.anew();
    return '';
  }

  close(): void {
    rmSync(this.room, { recursive: true });
  }

  /** Reads all that was taken in, as the window does. */
  private use(): void {
    const store = new Store(this.folder);
    try {
      for (const { id } of store.experiments.all()) store.experiments.history(id);
      for (const { id } of store.sweeps.all()) {
        store.sweeps.document(id);
        store.sweeps.results(id);
      }
      store.list.rows({ ...everyRun, from: 0, count: 100, columns: [], summary: true });
      for (const id of store.list.ids(everyRun)) {
        store.runs.detail(id);
        const { damaged } = store.frames.readAfter(id, -1, 1e9);
        if (damaged.length > 0) throw new Error(`damaged frames of run ${id} were taken`);
      }
    } finally {
      store.close();
    }
  }

  private anew(): Map<string, Buffer> {
    rmSync(this.folder, { recursive: true, force: true });
    mkdirSync(this.folder);
    cpSync(this.pristine, this.folder, { recursive: true });
    return filesOf(this.folder);
  }
}

const same = (a: Map<string, Buffer>, b: Map<string, Buffer>): boolean =>
  a.size === b.size && [...a].every(([path, bytes]) => b.get(path)?.equals(bytes));
