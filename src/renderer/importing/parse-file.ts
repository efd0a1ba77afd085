import papaparse, { type Parser, type ParseResult } from 'papaparse';
import { dataLimits } from '../../core/data/limits.ts';
import { LabError } from '../../core/errors.ts';
import { m } from '../../core/words/m.ts';
import { checkWorkbook, noWorkbook } from './check-workbook.ts';

/** A file of a table, cut into rows of cells. */
export interface ParsedFile {
  found: { line: number; cells: string[] }[];
  /** What stands between cells; '' where the file says itself (XLSX). */
  delimiter: string;
  /** Which letters its bytes are. */
  encoding: string;
  more: boolean;
}

/** What is told while a file is read, and how it is given up. */
export interface Progress {
  signal: AbortSignal;
  /** @param share of the file, 0 to 1 */
  moved: (share: number) => void;
}

/** Characters that are parsed before others have their turn: some 20 ms. */
const CHUNK = 1_000_000;

/** Reads CSV, TSV or XLSX. What stands between cells is found by trying. Gives others their turn often, however large the file is.
 *  @param delimiter what stands between cells; '' as it looks @throws LabError file-bad; DOMException AbortError */
export async function parseTable(file: File, delimiter: string, progress: Progress): Promise<ParsedFile> {
  if (file.size > dataLimits.fileBytes)
    throw new LabError('file-bad', {
      file: file.name,
      place: m.errors_place_start(),
      expected: m.errors_expected_smaller({ most: dataLimits.fileBytes / 2 ** 20 }),
    });
  if (/\.xlsx$/i.test(file.name)) return parseSheet(file);
  const { text, encoding } = await textOf(file, progress);
  return { ...(await parseText(text, delimiter, progress, file.name)), encoding };
}

/** The text of a file: UTF-8 or UTF-16 by its mark; without one UTF-8 where it is that, else Windows-1252. */
async function textOf(file: File, { signal, moved }: Progress): Promise<{ text: string; encoding: string }> {
  const mark = new Uint8Array(await file.slice(0, 3).arrayBuffer());
  const by = (encoding: string): Promise<string> => decoded(file, encoding, signal, moved);
  if (mark[0] === 0xff && mark[1] === 0xfe) return { text: await by('utf-16le'), encoding: 'UTF-16' };
  if (mark[0] === 0xfe && mark[1] === 0xff) return { text: await by('utf-16be'), encoding: 'UTF-16' };
  try {
    return { text: await by('utf-8'), encoding: 'UTF-8' };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return { text: await by('windows-1252'), encoding: 'Windows-1252' };
  }
}

/** Bytes that are read between two looks at whether it was given up. */
const STRETCH = 4 * 2 ** 20;

/** @throws TypeError where bytes are not of this encoding */
async function decoded(file: File, encoding: string, signal: AbortSignal, moved: Progress['moved']): Promise<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  const parts: string[] = [];
  for (let at = 0; at < file.size; at += STRETCH) {
    signal.throwIfAborted();
    const bytes = await file.slice(at, at + STRETCH).arrayBuffer();
    parts.push(decoder.decode(bytes, { stream: true }));
    moved((0.3 * at) / file.size);
  }
  parts.push(decoder.decode());
  return parts.join('');
}

function parseText(
  text: string,
  delimiter: string,
  { signal, moved }: Progress,
  file: string,
): Promise<Omit<ParsedFile, 'encoding'>> {
  const found: ParsedFile['found'] = [];
  let [line, cells, used, more] = [1, 0, delimiter, false];
  return new Promise((resolve, reject) => {
    papaparse.parse<string[]>(text, {
      delimiter,
      chunkSize: CHUNK,
      chunk({ data, meta, errors }: ParseResult<string[]>, parser: Parser) {
        used = meta.delimiter;
        // what is cut short is parsed again with the next stretch: a row without an end would be, over and over
        if (data.length === 0 && meta.cursor < text.length) {
          const place = m.errors_place_line({ line });
          reject(new LabError('file-bad', { file, place, expected: m.errors_expected_line({ most: CHUNK }) }));
          parser.abort();
          return;
        }
        const quotes = errors.find(({ type }) => type === 'Quotes');
        if (quotes) {
          const at = line + (quotes.row ?? 0);
          reject(
            new LabError('file-bad', {
              file,
              place: m.errors_place_line({ line: at }),
              expected: m.errors_expected_quote(),
            }),
          );
          parser.abort(); // which ends it as if it were complete
          return;
        }
        const wide = data.findIndex((row) => row.length > dataLimits.columns);
        if (wide >= 0) {
          const place = m.errors_place_line({ line: line + wide });
          reject(
            new LabError('file-bad', {
              file,
              place,
              expected: m.errors_expected_narrower({ most: dataLimits.columns }),
            }),
          );
          parser.abort();
          return;
        }
        for (const row of data) {
          if (row.length > 1 || row[0] !== '') {
            if (found.length > dataLimits.rows || cells + row.length > dataLimits.numbers) {
              more = true;
              break;
            }
            found.push({ line, cells: row });
            cells += row.length;
          }
          line += 1 + row.reduce((sum, cell) => sum + (cell.includes('\n') ? cell.split('\n').length - 1 : 0), 0);
        }
        if (signal.aborted || more) {
          if (signal.aborted) reject(new DOMException('given up', 'AbortError'));
          else resolve({ found, delimiter: used, more });
          parser.abort();
          return;
        }
        moved(0.3 + (0.7 * meta.cursor) / text.length);
        parser.pause();
        setTimeout(() => parser.resume());
      },
      complete: () => resolve({ found, delimiter: used, more }),
    });
  });
}

async function parseSheet(file: File): Promise<ParsedFile> {
  try {
    checkWorkbook(new Uint8Array(await file.arrayBuffer()), file.name);
    const { readSheet } = await import('read-excel-file/browser');
    const sheet = await readSheet(file);
    const widest = sheet.reduce((most, row) => Math.max(most, row.length), 1);
    const most = Math.min(dataLimits.rows + 1, Math.floor(dataLimits.numbers / widest));
    if (widest > dataLimits.columns) throw new Error(`${widest} columns`);
    const found = sheet.slice(0, most).map((cells, i) => ({ line: i + 1, cells: cells.map(cellText) }));
    const some = found.filter(({ cells }) => cells.some((cell) => cell !== ''));
    return { found: some, delimiter: '', encoding: 'XLSX', more: sheet.length > found.length };
  } catch (error) {
    if (error instanceof LabError) throw error;
    console.warn(error);
    throw noWorkbook(file.name);
  }
}

function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  return typeof cell === 'string' || typeof cell === 'number' || typeof cell === 'boolean' ? String(cell) : '';
}
