import type { Drawn } from '../../core/data/grey.ts';
import { dataLimits, imageWidth } from '../../core/data/limits.ts';
import {
  isLabelTable,
  isPictureName,
  labelsBy,
  labelSources,
  likelySource,
  type LabelSource,
} from '../../core/data/picture-labels.ts';
import { LabError } from '../../core/errors.ts';
import { m } from '../../core/words/m.ts';
import { int } from '../../core/words/numbers.ts';
import { decoded, type Decoded } from './decode-picture.ts';
import type { PathFile } from './folder.ts';
import { parseTable } from './parse-file.ts';
import { sourcesOf, type Source } from './picture-source.ts';
import { PicturesImport } from './pictures-import.svelte.ts';
import { sentenceOf } from './sentence.ts';

/** A file that is not among the examples, and why. */
export interface LeftOut {
  path: string;
  reason: string;
}
interface Picture {
  path: string;
  decoded: Decoded;
}

/** Pictures that are decoded beside each other. */
const AT_ONCE = 8;

/** PNG and JPEG files, in folders or zip archives, that become a data set: what was decoded, and what the person has chosen. */
export class PictureFilesImport extends PicturesImport {
  leftOut = $state.raw<readonly LeftOut[]>([]);
  /** How many pictures look dark on light, and how many are 28 × 28. */
  dark = $state(0);
  small = $state(0);
  /** What can say the classes; which of it does. */
  sources = $state.raw<readonly LabelSource[]>([]);
  source = $state<LabelSource>('folder');
  /** What is drawn in them; `each`: as each one's border says. */
  drawn = $state<Drawn | 'each'>('dark');
  /** Whether those of 28 × 28 are taken as they are. */
  keep = $state(false);
  private readonly files: readonly PathFile[];
  private readonly work = new AbortController();
  private pictures: readonly Picture[] = [];
  private bad: readonly LeftOut[] = [];
  private table: string[][] | null = null;
  /** What the table of classes is called. */
  tableName = '';

  constructor(files: readonly PathFile[], seed: number) {
    const [first] = files;
    const above = first?.path.includes('/') ? first.path.split('/')[0] : undefined;
    const title =
      files.length === 1
        ? first?.path
            .replace(/\.(zip|png|jpe?g)$/i, '')
            .split('/')
            .at(-1)
        : above;
    super(title || (first ? m.data_pictures_n({ n: int(files.length) }) : m.data_folder()), seed);
    this.files = files;
  }

  /** How many pictures were decoded. */
  get count(): number {
    return this.pictures.length;
  }

  override cancel(): void {
    this.work.abort();
  }

  override async read(): Promise<void> {
    const { signal } = this.work;
    try {
      await this.decodeAll(await sourcesOf(this.files), signal);
      if (signal.aborted) return;
      this.propose();
      this.remake();
    } catch (error) {
      if (signal.aborted) return;
      this.failure = sentenceOf(error, this.title);
    }
    this.reading = null;
  }

  private async decodeAll(all: readonly Source[], signal: AbortSignal): Promise<void> {
    const tableFile = all.find(({ path }) => isLabelTable(path));
    if (tableFile) await this.readTable(tableFile, signal);
    const bad: LeftOut[] = [];
    const pictures: Picture[] = [];
    const named = all.filter((source) => source !== tableFile).sort((a, b) => (a.path < b.path ? -1 : 1));
    for (let at = 0; at < named.length; at += AT_ONCE) {
      const some = named.slice(at, at + AT_ONCE);
      const found = await Promise.all(some.map((source, i) => decodedOf(source, pictures.length + i + 1)));
      if (signal.aborted) return;
      found.forEach((one, i) => {
        const path = some[i]?.path ?? '';
        if (typeof one === 'string') bad.push({ path, reason: one });
        else pictures.push({ path, decoded: one });
      });
      this.reading = Math.min(1, (at + AT_ONCE) / named.length);
    }
    this.pictures = pictures;
    this.bad = bad;
    if (pictures.length > 0) return;
    const expected = m.errors_expected_some_pictures();
    throw new LabError('file-bad', { file: this.title, place: m.errors_place_start(), expected });
  }

  private async readTable(source: Source, signal: AbortSignal): Promise<void> {
    const name = source.path.split('/').at(-1) ?? '';
    const file = new File([new Uint8Array(await source.bytes())], name);
    const { found } = await parseTable(file, '', { signal, moved: () => undefined });
    this.table = found.map(({ cells }) => cells);
    this.tableName = name;
  }

  /** What is probably meant. */
  private propose(): void {
    const paths = this.pictures.map(({ path }) => path);
    this.sources = labelSources.filter((source) => source !== 'table' || this.table !== null);
    this.source = likelySource(paths, this.table);
    this.dark = this.pictures.filter(({ decoded }) => decoded.looks === 'dark').length;
    this.small = this.pictures.filter(({ decoded }) => decoded.own !== null).length;
    this.keep = this.small === this.pictures.length;
    // a border may mislead in a few
    const share = this.dark / this.pictures.length;
    this.drawn = share >= 0.9 ? 'dark' : share <= 0.1 ? 'light' : 'each';
  }

  choose(choice: { source?: LabelSource; drawn?: Drawn | 'each'; keep?: boolean }): void {
    Object.assign(this, choice);
    this.remake();
  }

  /** The set under what is chosen. */
  private remake(): void {
    const { labels, classes, parts } = labelsBy(
      this.source,
      this.pictures.map(({ path }) => path),
      this.table,
    );
    const leftOut = [...this.bad];
    const rows: { pixels: Uint8Array; label: number; part: number }[] = [];
    this.pictures.forEach(({ path, decoded: { looks, scaled, own } }, i) => {
      const drawn = this.drawn === 'each' ? looks : this.drawn;
      const pixels = (this.keep ? own && lightOnDark(own, drawn) : null) ?? scaled[drawn];
      const label = labels[i] ?? -1;
      if (label < 0) leftOut.push({ path, reason: m.data_bad_class() });
      else if (!pixels) leftOut.push({ path, reason: m.data_bad_blank() });
      else rows.push({ pixels, label, part: parts?.[i] ?? 0 });
    });
    this.leftOut = leftOut;
    this.problem = problemOf(classes.length, rows);
    if (rows.length === 0 || classes.length > dataLimits.categories) {
      this.set = null;
      return;
    }
    const pixels = new Uint8Array(rows.length * imageWidth);
    rows.forEach((row, i) => pixels.set(row.pixels, i * imageWidth));
    const both = rows.some(({ part }) => part === 0) && rows.some(({ part }) => part === 1);
    this.give({
      kind: 'images',
      rows: rows.length,
      classes,
      pixels,
      labels: Uint8Array.from(rows, ({ label }) => label),
      parts: parts && both ? Uint8Array.from(rows, ({ part }) => part) : null,
    });
  }
}

const lightOnDark = (own: Uint8Array, drawn: Drawn): Uint8Array => (drawn === 'dark' ? own.map((v) => 255 - v) : own);

function problemOf(classes: number, rows: readonly { label: number }[]): string {
  if (classes > dataLimits.categories) return m.data_many_classes({ n: int(classes), most: dataLimits.categories });
  if (rows.length === 0) return classes === 0 ? m.data_no_class() : m.data_all_blank();
  return new Set(rows.map(({ label }) => label)).size < 2 ? m.data_one_class() : '';
}

/** A picture, or why it is none. @param number how many there would be with it */
async function decodedOf(source: Source, number: number): Promise<Decoded | string> {
  const { picturePixels, pictureBytes, rows } = dataLimits;
  const large = m.data_bad_large({ mb: pictureBytes / 2 ** 20, megapixels: picturePixels / 1e6 });
  if (!isPictureName(source.path)) return m.data_bad_kind();
  if (source.size > pictureBytes) return large;
  if (number > rows) return m.data_bad_rows({ rows: int(rows) });
  let found: Awaited<ReturnType<typeof decoded>>;
  try {
    found = await decoded(await source.bytes());
  } catch (error) {
    if (!(error instanceof LabError || error instanceof DOMException)) throw error;
    return m.data_bad_damaged(); // in its archive, or on its disk
  }
  switch (found) {
    case 'kind':
      return m.data_bad_kind();
    case 'large':
      return large;
    case 'damaged':
      return m.data_bad_damaged();
    default:
      return found;
  }
}
