/** What is written as it is: an expression. */
export class Code {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}
export const code = (text: string): Code => new Code(text);

/** What can be written as a value in Python. Texts are ids, places in a plan and base64: they have no quotes in them. */
export type Literal =
  number | string | boolean | null | Code | readonly Literal[] | { readonly [key: string]: Literal };

/** A value as Python has it. */
export function literal(value: Literal): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : value < 0 ? '-1e999' : '1e999';
  if (typeof value === 'string') return `'${value.replace(/[\\']/g, '')}'`;
  if (value instanceof Code) return value.text;
  if (isList(value)) return `[${value.map(literal).join(', ')}]`;
  return `{${Object.entries(value)
    .map(([key, own]) => `${literal(key)}: ${literal(own)}`)
    .join(', ')}}`;
}
const isList = (value: Literal): value is readonly Literal[] => Array.isArray(value);

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The little-endian bytes of float32 numbers, as base64. */
export function base64(values: Float32Array): string {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => view.setFloat32(4 * i, value, true));
  const parts: string[] = [];
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const word = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const digit = (shift: number): string => DIGITS[(word >> shift) & 63] ?? '';
    parts.push(digit(18), digit(12), left > 1 ? digit(6) : '=', left > 2 ? digit(0) : '=');
  }
  return parts.join('');
}
