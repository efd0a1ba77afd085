import { z } from 'zod';
import { LabError } from '../errors.ts';
import { safetensorsOf, tensorsOf, type Tensor, type TensorFile } from '../tensors/safetensors.ts';
import { scanJson } from '../plan/scan.ts';
import { m } from '../words/m.ts';
import { dataLimits, imageSide, imageWidth } from './limits.ts';

/** One column of a table: numbers, NaN where there is none; or numbers of categories, −1 where there is none. */
export type Column =
  | { name: string; kind: 'number'; values: Float64Array }
  | { name: string; kind: 'category'; categories: readonly string[]; values: Int32Array };

export interface TableSet {
  kind: 'table';
  rows: number;
  columns: readonly Column[];
}

/** Pictures of 28 × 28 greys, with a class each; where the files said so, also whether each is to train with or to test with. */
export interface ImageSet {
  kind: 'images';
  rows: number;
  classes: readonly string[];
  /** rows × 784. */
  pixels: Uint8Array;
  labels: Uint8Array;
  /** 0 to train with, 1 to test with; null where the files did not say. */
  parts: Uint8Array | null;
}

export type DataSet = TableSet | ImageSet;

const title = z.string().min(1).max(200);
const described = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('table'),
    columns: z
      .array(
        z.strictObject({
          name: title,
          categories: z.array(z.string().max(200)).max(dataLimits.categories).exactOptional(),
        }),
      )
      .min(1)
      .max(dataLimits.columns),
  }),
  z.strictObject({ kind: z.literal('images'), classes: z.array(title).min(1).max(dataLimits.categories) }),
]);

const MOST_DESCRIBED = { depth: 4, keys: 10, letters: 100, list: dataLimits.columns };

/** The key of the metadata under which a data set says what it is. */
const KEY = 'goldilocks data 1';

/** A data set as the bytes that are stored: a safetensors file with a tensor for each column (docs/DATA.md). Equal sets give
 *  equal bytes. */
export function bytesOf(set: DataSet): Uint8Array {
  const tensors = new Map<string, Tensor>();
  if (set.kind === 'table') {
    for (const { name, values } of set.columns) tensors.set(name, { shape: [set.rows], values });
    const columns = set.columns.map((column) =>
      column.kind === 'number' ? { name: column.name } : { name: column.name, categories: column.categories },
    );
    return safetensorsOf({ tensors, metadata: { [KEY]: JSON.stringify({ kind: 'table', columns }) } });
  }
  tensors.set('pixels', { shape: [set.rows, imageSide, imageSide], values: set.pixels });
  tensors.set('labels', { shape: [set.rows], values: set.labels });
  if (set.parts) tensors.set('parts', { shape: [set.rows], values: set.parts });
  return safetensorsOf({ tensors, metadata: { [KEY]: JSON.stringify({ kind: 'images', classes: set.classes }) } });
}

/** The data set of such bytes, with everything in it checked. @param file what it is called, for the sentence
 *  @throws LabError file-bad, with the place */
export function dataSetOf(bytes: Uint8Array, file: string): DataSet {
  const bad = (place: string, expected: string): LabError => new LabError('file-bad', { file, place, expected });
  const { tensors, metadata } = tensorsOf(bytes, file);
  let about: z.infer<typeof described>;
  try {
    const text = metadata[KEY] ?? '';
    if (scanJson(text, MOST_DESCRIBED).beyond) throw new Error('none of ours');
    about = described.parse(JSON.parse(text));
  } catch {
    throw bad(`“${KEY}”`, m.errors_expected_data_set());
  }
  return about.kind === 'table' ? tableOf(about.columns, tensors, bad) : imagesOf(about.classes, tensors, bad);
}

type Bad = (place: string, expected: string) => LabError;
type Tensors = TensorFile['tensors'];

function tableOf(
  columns: readonly { name: string; categories?: readonly string[] }[],
  tensors: Tensors,
  bad: Bad,
): TableSet {
  const rows = tensors.get(columns[0]?.name ?? '')?.shape[0] ?? 0;
  if (rows === 0 || rows > dataLimits.rows)
    throw bad(`“${columns[0]?.name ?? ''}”`, m.errors_expected_rows({ most: dataLimits.rows }));
  const names = new Set(columns.map(({ name }) => name));
  if (names.size !== columns.length || tensors.size !== columns.length)
    throw bad(`“${KEY}”`, m.errors_expected_columns());
  return {
    kind: 'table',
    rows,
    columns: columns.map(({ name, categories }): Column => {
      const tensor = tensors.get(name);
      if (tensor?.shape.length !== 1 || tensor.shape[0] !== rows)
        throw bad(`“${name}”`, m.errors_expected_column({ rows }));
      const { values } = tensor;
      if (!categories) {
        if (!(values instanceof Float64Array) || values.some((v) => Math.abs(v) === Infinity))
          throw bad(`“${name}”`, m.errors_expected_numbers());
        return { name, kind: 'number', values };
      }
      if (!(values instanceof Int32Array) || values.some((v) => v < -1 || v >= categories.length))
        throw bad(`“${name}”`, m.errors_expected_categories({ most: categories.length - 1 }));
      return { name, kind: 'category', categories, values };
    }),
  };
}

function imagesOf(classes: readonly string[], tensors: Tensors, bad: Bad): ImageSet {
  const [pixels, labels, parts] = ['pixels', 'labels', 'parts'].map((name) => tensors.get(name));
  const rows = labels?.shape[0] ?? 0;
  if (rows === 0 || rows > dataLimits.rows) throw bad('“labels”', m.errors_expected_rows({ most: dataLimits.rows }));
  const bytes = (tensor: Tensor | undefined, most: number, perRow: number): Uint8Array | null =>
    tensor?.values instanceof Uint8Array &&
    tensor.shape[0] === rows &&
    tensor.values.length === rows * perRow &&
    (most === 255 || tensor.values.every((v) => v <= most))
      ? tensor.values
      : null;
  const [ofPixels, ofLabels] = [bytes(pixels, 255, imageWidth), bytes(labels, classes.length - 1, 1)];
  if (!ofPixels) throw bad('“pixels”', m.errors_expected_pixels({ rows }));
  if (!ofLabels) throw bad('“labels”', m.errors_expected_categories({ most: classes.length - 1 }));
  const ofParts = parts ? bytes(parts, 1, 1) : null;
  if (parts && !ofParts) throw bad('“parts”', m.errors_expected_categories({ most: 1 }));
  return { kind: 'images', rows, classes, pixels: ofPixels, labels: ofLabels, parts: ofParts };
}
