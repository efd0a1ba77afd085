import { LabError } from '../../core/errors.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { plainName } from '../../core/plan/text.ts';
import { errorSentence } from '../../core/words/errors.ts';
import { m } from '../../core/words/m.ts';
import { withData } from '../document/adapt.ts';
import type { ExperimentDocument } from '../document/document.svelte.ts';
import { exampleFile, type ExampleId } from '../importing/examples.ts';
import { TableImport } from '../importing/table-import.svelte.ts';
import { chooseFile } from '../lab/files.ts';
import type { Lab } from '../run/lab.ts';

/** Names of files that are tables. */
export const isTable = (name: string): boolean => /\.(csv|tsv|tab|txt|xlsx)$/i.test(name);
const ACCEPT = '.csv,.tsv,.tab,.txt,.xlsx,text/csv';

/** Data from a file, from when it is chosen until it is the document's. */
export class Importing {
  given = $state.raw<TableImport | null>(null);
  /** Why it could not be taken. */
  said = $state('');
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
    this.said = '';
    this.given = null;
    this.show(true);
  }

  async example(id: ExampleId): Promise<void> {
    this.take(await exampleFile(id));
  }

  /** Lets the person choose a file. */
  async choose(): Promise<void> {
    const file = await chooseFile(ACCEPT);
    if (file) this.take(file);
  }

  take(file: File): void {
    this.given?.cancel();
    this.said = '';
    this.given = new TableImport(file, this.document.plan.seed);
    void this.given.read();
    this.show(true);
  }

  leave(): void {
    this.given?.cancel();
    this.given = null;
    this.show(false);
  }

  /** Stores the data, once, and gives it to the document: an edit like any other. */
  async use(): Promise<void> {
    const { given } = this;
    const spec = given?.spec;
    if (!given || !spec) return;
    try {
      const name = plainName(given.file.name);
      const bytes = given.bytes();
      const { sha256 } = (await this.lab.call('addDataSet', { name, size: bytes.length }, bytes)).value;
      const edited = (plan: Plan): ReturnType<typeof withData> => withData(plan, { ...spec, sha256 });
      this.document.adapt(m.data_edit_label({ name }), edited);
      this.given = null;
      this.show(false);
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      this.said = errorSentence(error);
    }
  }
}
