import { at } from '../floats.ts';

/** Code is wrapped where it would pass this column. */
export const WIDTH = 100;

/** The shortest decimal that is rounded to the same float32: 0.1 for 0.100000001490116. ∞ is 1e999, which both Python and
 *  JavaScript read as such. */
export function float32Text(value: number): string {
  const exact = Math.fround(value);
  if (!Number.isFinite(exact)) return exact < 0 ? '-1e999' : '1e999';
  for (let digits = 1; digits < 9; digits++) {
    const text = Number(exact.toPrecision(digits));
    if (Math.fround(text) === exact) return String(text);
  }
  return String(Number(exact.toPrecision(9)));
}

/** A rate, with a point or an exponent: `0.0` for 0, since frameworks refuse integers there. */
export const rateText = (value: number): string => (/^-?\d+$/.test(String(value)) ? `${value}.0` : String(value));

/** `1 row`, `3 rows`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** What ends a run with early stopping, in words. @param loss what it looks at */
export const stoppingWords = (patience: number, loss: string): string =>
  `early stopping: ${patience === 1 ? 'an epoch' : `${patience} epochs in a row`} without a new minimum of the ${loss}`;

/** Items separated by commas, on one line where they fit behind `indent` columns, else filled line after line. */
export function list(items: readonly string[], indent: number, open = '[', close = ']'): string {
  const one = open + items.join(', ') + close;
  if (indent + one.length <= WIDTH && !one.includes('\n')) return one;
  const pad = ' '.repeat(indent);
  const lines: string[] = [];
  let line = '';
  for (const item of items) {
    const longer = line === '' ? item : `${line} ${item}`;
    if (line !== '' && indent + 4 + longer.length + 1 > WIDTH) {
      lines.push(line);
      line = `${item},`;
    } else line = `${longer},`;
  }
  if (line !== '') lines.push(line);
  return [open, ...lines.map((filled) => `${pad}    ${filled}`), pad + close].join('\n');
}

/** Numbers as `[0.5, 1, …]`. */
export const vector = (values: ArrayLike<number>, indent = 0): string => list(Array.from(values, float32Text), indent);

/** A matrix, row after row, as a nested list: `[[…], […]]`. Its rows are filled into lines, each row wrapped by itself
 *  where it is longer than a line. */
export function matrix(values: Float32Array, rows: number, columns: number, indent = 0): string {
  const texts = Array.from({ length: rows }, (_, i) =>
    vector(values.subarray(i * columns, (i + 1) * columns), indent + 4),
  );
  const wrapped = texts.some((text) => text.includes('\n'));
  const pad = ' '.repeat(indent);
  return wrapped ? ['[', ...texts.map((text) => `${pad}    ${text},`), `${pad}]`].join('\n') : list(texts, indent);
}

/** Lines of code, each with a comment at a common column; a comment too far right stays close to its code, and that of code
 *  on several lines stands behind the first. */
export function remarked(lines: readonly (readonly [code: string, remark: string])[], mark: '#' | '//'): string[] {
  const most = 56;
  const short = (code: string): boolean => code.length <= most && !code.includes('\n');
  const widest = Math.max(0, ...lines.map(([code]) => (short(code) ? code.length : 0)));
  return lines.map(([code, remark]) => {
    const [first = '', ...rest] = code.split('\n');
    return [`${rest.length > 0 ? first : first.padEnd(widest)}  ${mark} ${remark}`, ...rest].join('\n');
  });
}

/** Every line of a text behind some columns. */
export const indented = (lines: readonly string[], columns = 4): string[] =>
  lines.flatMap((line) => line.split('\n')).map((line) => (line === '' ? '' : ' '.repeat(columns) + line));

/** Sections with an empty line between them; empty ones are left out. */
export const sections = (...parts: readonly (readonly string[])[]): string =>
  parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n') + '\n';

/** One line of text that may stand in a comment: a name cannot break out of it. */
export const oneLine = (text: string): string => text.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ');

/** Whether all numbers are finite: only those can be written out. */
export function allFinite(values: Float32Array): boolean {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(at(values, i))) return false;
  return true;
}
