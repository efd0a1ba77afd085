/** The cells of a table as a spreadsheet copies it: tabs between cells, lines between rows. A cell is quoted where it has a tab, a
 *  line end or a quotation mark of its own in it, and those are doubled then; but Excel and LibreOffice leave cells alone that only
 *  begin with a quotation mark, so one that nothing closes before a tab or the end of a line stands for itself. */
export function clipboardRows(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    const { cell, end } = cellAt(text, at);
    row.push(cell);
    at = end + 1;
    if (text[end] === '\t' && at < text.length) continue;
    if (text[end] === '\t') row.push('');
    if (text[end] === '\r' && text[at] === '\n') at++;
    rows.push(row);
    row = [];
  }
  return rows;
}

/** The cell that begins there, and where what follows it stands. */
function cellAt(text: string, at: number): { cell: string; end: number } {
  const close = text[at] === '"' ? closing(text, at + 1) : -1;
  if (close >= 0) return { cell: text.slice(at + 1, close).replaceAll('""', '"'), end: close + 1 };
  let end = at;
  while (end < text.length && !ENDS.has(text[end] ?? '')) end++;
  return { cell: text.slice(at, end), end };
}

/** Where the quotation mark stands that ends a cell; −1 where the next one that is not doubled does not end it. */
function closing(text: string, from: number): number {
  let at = text.indexOf('"', from);
  while (at >= 0 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
  return at >= 0 && (at + 1 === text.length || ENDS.has(text[at + 1] ?? '')) ? at : -1;
}

const ENDS: ReadonlySet<string> = new Set(['\t', '\r', '\n']);

/** What was copied as text that any reader of TSV takes: every cell that needs it is quoted. Text without a tab is somebody's own
 *  (CSV, say) and stays as it is. */
export function pastedText(text: string): { text: string; delimiter: '\t' | '' } {
  if (!text.includes('\t')) return { text, delimiter: '' };
  const quoted = (cell: string): string => (/["\t\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  const lines = clipboardRows(text).map((row) => row.map(quoted).join('\t'));
  return { text: lines.join('\n'), delimiter: '\t' };
}
