import { dataLimits } from '../../core/data/limits.ts';
import { LabError } from '../../core/errors.ts';
import { zipEntries } from '../../core/tensors/zip.ts';
import { m } from '../../core/words/m.ts';

/** Most bytes of a workbook, unpacked, of which XML is read whole. */
const MOST_UNPACKED = 192 * 2 ** 20;
/** The code of a space, which those of other blanks are below, and most of them in a row. */
const SPACE = 32;
const MOST_BLANKS = 2 ** 16;
/** Rows a sheet of Excel has; of them the first are taken. */
const MOST_ROWS = 2 ** 20;

/** Looks through a workbook before it is read: the reader unpacks whatever there is, and fills up to the last cell that it finds
 *  named, wherever that says it is. @throws LabError file-bad */
export function checkWorkbook(bytes: Uint8Array, file: string): void {
  const bad = (place: string, expected: string): LabError => new LabError('file-bad', { file, place, expected });
  const entries = entriesOf(bytes, file);
  const size = entries.reduce((sum, entry) => sum + entry.size, 0);
  if (size > MOST_UNPACKED)
    throw bad(m.errors_place_start(), m.errors_expected_workbook({ most: MOST_UNPACKED / 2 ** 20 }));
  for (const { name, content } of entries) {
    if (!name.endsWith('.xml')) continue; // the reader takes no others
    const unpacked = content();
    if (isEmptySpace(unpacked)) throw noWorkbook(file);
    const xml = new TextDecoder().decode(unpacked);
    const [rows, columns] = xml.includes('sheetData') ? reached(xml) : [0, 0];
    if (rows > MOST_ROWS || columns > dataLimits.columns || rows * columns > 2 * dataLimits.numbers)
      throw bad(`“${name}”`, m.errors_expected_area({ rows: MOST_ROWS, columns: dataLimits.columns }));
  }
}

function entriesOf(bytes: Uint8Array, file: string): ReturnType<typeof zipEntries> {
  try {
    return zipEntries(bytes, file);
  } catch (error) {
    console.warn(error);
    throw noWorkbook(file);
  }
}

/** Whether XML has a zero, or more blanks in a row than any program writes: the reader takes a minute for some megabytes of them. */
function isEmptySpace(xml: Uint8Array): boolean {
  let blanks = 0;
  for (const byte of xml) {
    blanks = byte <= SPACE ? blanks + 1 : 0;
    if (byte === 0 || blanks > MOST_BLANKS) return true;
  }
  return false;
}

/** What the reader of workbooks makes nothing of. */
export const noWorkbook = (file: string): LabError =>
  new LabError('file-bad', { file, place: m.errors_place_start(), expected: m.errors_expected_sheet() });

/** The last row and the last column that a sheet names, in whatever way: `r="12"` of rows, `r="AB12"` of cells. */
function reached(xml: string): [rows: number, columns: number] {
  let [rows, columns] = [0, 0];
  for (const [, double, single] of xml.matchAll(/[\s"']r\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
    const named = double ?? single ?? '';
    const [, letters = '', digits] = /^([A-Z]{0,4})(\d{1,9})$/.exec(named) ?? [];
    if (digits === undefined) return [Infinity, Infinity]; // none that Excel writes
    rows = Math.max(rows, Number(digits));
    columns = Math.max(
      columns,
      Array.from(letters).reduce((sum, letter) => 26 * sum + letter.charCodeAt(0) - 64, 0),
    );
  }
  return [rows, columns];
}
