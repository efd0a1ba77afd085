import { pastedText } from '../../core/data/clipboard.ts';
import type { Replies } from '../../core/contract/window.ts';
import { LabError } from '../../core/errors.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { errorSentence } from '../../core/words/errors.ts';
import { m } from '../../core/words/m.ts';
import { withData } from '../document/adapt.ts';
import type { ExperimentDocument } from '../document/document.svelte.ts';
import type { ExampleId } from '../importing/examples.ts';
import { isJunk } from '../../core/data/picture-labels.ts';
import { pathFile, type PathFile } from '../importing/folder.ts';
import { isIdx, isOfPictures } from '../importing/kinds.ts';
import type { PicturesImport } from '../importing/pictures-import.svelte.ts';
import type { TableImport } from '../importing/table-import.svelte.ts';
import { chooseFiles, chooseFolder } from '../lab/files.ts';
import type { Lab } from '../run/lab.ts';
import { dataSetFrom } from '../run/sources.ts';

const ACCEPT = '.csv,.tsv,.tab,.txt,.xlsx,.png,.jpg,.jpeg,.zip,.gz,.idx1-ubyte,.idx3-ubyte,text/csv,*';

export type StoredSet = Replies['dataSets'][number];

/** Data from a file, from when it is chosen until it is the document's. */
export class Importing {
  given = $state.raw<TableImport | null>(null);
  pictures = $state.raw<PicturesImport | null>(null);
  /** Why it could not be taken. */
  said = $state('');
  /** The data sets that are in the lab, as of when the page was opened. */
  sets = $state.raw<readonly StoredSet[]>([]);
  /** Whether it is being stored. */
  busy = $state(false);
  private readonly lab: Lab;
  private readonly document: ExperimentDocument;
  private readonly show: (open: boolean) => void;

  /** @param show goes to its page, or back to the workbench */
  constructor(lab: Lab, document: ExperimentDocument, show: (open: boolean) => void) {
    this.lab = lab;
    this.document = document;
    this.show = show;
  }

  /** Goes to where a file is chosen. */
  open(): void {
    this.forget();
    this.show(true);
    void this.list();
  }

  /** Asks what is in the lab, when it knows of all that was edited here. */
  private async list(): Promise<void> {
    await this.document.flush();
    await this.attempt(async () => {
      this.sets = (await this.lab.call('dataSets', {})).value;
    });
  }

  /** Removes a data set that nothing uses. */
  async remove({ sha256, name }: StoredSet): Promise<void> {
    await this.attempt(() => this.lab.call('removeDataSet', { sha256, name }));
    await this.list();
  }

  private async attempt(act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      this.said = errorSentence(error);
    }
  }

  /** Opens the choices of the document's table again. */
  async again(): Promise<void> {
    const { data, seed } = this.document.plan;
    if (data.kind !== 'table') return;
    const { TableImport } = await import('../importing/table-import.svelte.ts');
    this.forget();
    const file = new File([], data.title);
    let given = new TableImport(file, seed);
    try {
      const set = await dataSetFrom(this.lab, data);
      if (set.kind === 'table') given = new TableImport(file, seed, { set, spec: data });
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      given.reading = null;
      given.failure = errorSentence(error);
    }
    this.given = given;
    this.show(true);
  }

  async example(id: ExampleId): Promise<void> {
    const { exampleFile } = await import('../importing/examples.ts');
    await this.take(await exampleFile(id));
  }

  /** Takes cells that were copied in a spreadsheet. */
  async paste(text: string): Promise<void> {
    const pasted = pastedText(text);
    await this.take(new File([pasted.text], m.data_pasted()), pasted.delimiter);
  }

  /** Lets the person choose a file. */
  async choose(): Promise<void> {
    await this.takeAll(await chooseFiles(ACCEPT));
  }

  /** Takes files that were chosen or dropped: pictures with their labels, or the first as a table. */
  async takeAll(files: readonly File[]): Promise<void> {
    const [first] = files;
    if (!first) return;
    if (files.some(({ name }) => isOfPictures(name))) await this.takePictures(files.map(pathFile));
    else await ((await isIdx(first)) ? this.takeIdx(files) : this.take(first));
  }

  /** Lets the person choose a folder. */
  async chooseFolder(): Promise<void> {
    const files = await chooseFolder();
    if (files) await this.takeFolder(Promise.resolve(files.map(pathFile)));
  }

  /** Takes the pictures in folders. */
  async takeFolder(walked: Promise<readonly PathFile[]>): Promise<void> {
    try {
      await this.takePictures((await walked).filter(({ path }) => !isJunk(path)));
    } catch (error) {
      if (!(error instanceof DOMException)) throw error; // a file that may not be read, or is gone
      this.open();
      this.said = error.message;
    }
  }

  private async takeIdx(files: readonly File[]): Promise<void> {
    const { IdxImport } = await import('../importing/idx-import.svelte.ts'); // when it is first wanted
    this.begin(new IdxImport(files, this.document.plan.seed));
  }

  private async takePictures(files: readonly PathFile[]): Promise<void> {
    const { PictureFilesImport } = await import('../importing/picture-files.svelte.ts');
    this.begin(new PictureFilesImport(files, this.document.plan.seed));
  }

  /** Goes to the digits that were drawn and collected. */
  async takeCollected(): Promise<void> {
    const { CollectedImport } = await import('../importing/collected-import.svelte.ts');
    this.begin(new CollectedImport(this.document.plan.seed));
  }

  private begin(pictures: PicturesImport): void {
    this.forget();
    this.pictures = pictures;
    void pictures.read();
    this.show(true);
  }

  private forget(): void {
    this.given?.cancel();
    this.pictures?.cancel();
    this.given = null;
    this.pictures = null;
    this.said = '';
  }

  /** @param delimiter what stands between cells; '' as it looks */
  private async take(file: File, delimiter = ''): Promise<void> {
    const { TableImport } = await import('../importing/table-import.svelte.ts');
    this.forget();
    this.given = new TableImport(file, this.document.plan.seed);
    void this.given.read(delimiter);
    this.show(true);
  }

  /** The SHA-256 of the data, which is stored unless it is already. */
  private async stored(given: TableImport | PicturesImport, name: string): Promise<string> {
    if ('stored' in given && given.stored) return given.stored.spec.sha256;
    const bytes = given.bytes();
    return (await this.lab.call('addDataSet', { name, size: bytes.length }, bytes)).value.sha256;
  }

  leave(): void {
    this.forget();
    this.show(false);
  }

  /** Stores the data, once, and gives it to the document: an edit like any other. */
  async use(): Promise<void> {
    const given = this.given ?? this.pictures;
    const spec = given?.spec;
    if (!given || !spec || this.busy) return;
    const { experiment } = this.document;
    this.busy = true;
    try {
      const name = spec.title;
      const sha256 = await this.stored(given, name);
      // it was called off, or another experiment opened, in the meantime
      if ((this.given ?? this.pictures) !== given || this.document.experiment !== experiment) return;
      const edited = (plan: Plan): ReturnType<typeof withData> => withData(plan, { ...spec, sha256 });
      this.document.adapt(m.data_edit_label({ name }), edited);
      this.forget();
      this.show(false);
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      this.said = errorSentence(error);
    } finally {
      this.busy = false;
    }
  }
}
