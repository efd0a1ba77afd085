import { zipSync } from 'fflate';
import { encoder } from '../text-bytes.ts';
import type { Hostile } from './attack.ts';
import { samples, xlsx } from './samples.ts';

const text = (file: string, attack: string, make: () => string): Hostile => ({
  file,
  attack,
  bytes: () => encoder.encode(make()),
});
const of = (n: number, make: (i: number) => string, between = ''): string =>
  Array.from({ length: n }, (_, i) => make(i)).join(between);

const texts = ['csv', 'tsv'].flatMap((ending): Hostile[] => {
  const file = `table.${ending}`;
  const d = ending === 'csv' ? ',' : '\t';
  return [
    text(file, 'one cell of 5 MB', () => `a${d}b\n1${d}${'x'.repeat(5e6)}\n`),
    text(file, 'one cell of 5 MB of digits, and then a letter', () => `a${d}b\n${'1'.repeat(5e6)}x${d}2\n3${d}4\n`),
    text(file, 'a quotation mark that nothing closes', () => `a${d}b\n1${d}"${of(3e5, (i) => `x${d}${i}\n`)}`),
    text(file, 'doubled quotation marks that nothing closes', () => `a${d}b\n1${d}"${'""'.repeat(2e6)}`),
    text(file, 'quotation marks alone', () => '"'.repeat(3_000_001)),
    text(file, 'a quotation mark at the beginning of every cell', () => of(3e5, (i) => `"a${i}${d}`)),
    text(file, 'a million columns', () => `${d.repeat(1e6)}\n${d.repeat(1e6)}`),
    text(file, 'a million rows of nothing', () => '\n'.repeat(1e6)),
    text(file, 'a million rows of one cell', () => '1\n'.repeat(1e6)),
    text(file, 'a million different texts', () => `a\n${of(1e5, (i) => `t${i}\n`)}`),
    text(file, 'rows of a thousand lengths', () => of(1000, (i) => d.repeat(i), '\n')),
    text(file, 'two thousand columns of one name', () => `${of(2000, () => 'a', d)}\n${of(2000, String, d)}\n`),
    text(file, 'two thousand columns of one name, of 200 rows', () => `${of(2000, () => 'x', d)}\n${of(200, () => of(2000, () => '1e400', d), '\n')}`), // prettier-ignore
    text(file, 'prototypes as names', () => `__proto__${d}constructor${d}__metadata__\n1${d}2${d}3\n4${d}5${d}6\n`),
    text(file, 'numbers that are none', () => `a${d}b\n${of(100, () => `1e400${d}-1e400`, '\n')}\n1e${d}+\n.${d}-.\n0x10${d}1_000`), // prettier-ignore
    text(file, 'a number of a million zeros', () => `a\n${'0'.repeat(1e6)}\n1\n2`),
    text(file, 'spaces', () => `a${d}b\n${' '.repeat(2e6)}x${d}${' '.repeat(2e6)}\n`),
    text(file, 'zeros', () => '\0'.repeat(1e6)),
    text(file, 'returns alone', () => of(1000, (i) => `${i}${d}x\r`)),
    text(file, 'turned writing and controls', () => `\u202ea${d}\u0007b\n1${d}2\n`),
    {
      file,
      attack: 'bytes of no encoding',
      bytes: () => Uint8Array.from({ length: 1e5 }, (_, i) => (i * 167) % 256),
    },
    { file, attack: 'UTF-16 by its mark, cut within a letter', bytes: () => Uint8Array.of(0xff, 0xfe, 0x61, 0, 0x62) },
    { file, attack: 'half a surrogate pair in UTF-16', bytes: () => Uint8Array.of(0xff, 0xfe, 0x00, 0xd8, 0x62, 0) },
  ];
});

const sheet = (attack: string, make: () => Uint8Array): Hostile => ({ file: 'sheet.xlsx', attack, bytes: make });
const laughs = `<!DOCTYPE lolz [<!ENTITY lol "lol">${of(9, (i) => `<!ENTITY lol${i + 1} "${`&lol${i || ''};`.repeat(10)}">`)}]>`; // prettier-ignore
const row = '<row r="1"><c r="A1"><v>1</v></c></row>';
const workbooks: Hostile[] = [
  sheet('no archive', () => encoder.encode('not a workbook')),
  sheet('an archive of no workbook', () => zipSync({ 'a.txt': encoder.encode('a') })),
  sheet('an archive of nothing', () => zipSync({})),
  sheet('entities of entities', () => xlsx(`<row r="1"><c r="A1" t="inlineStr"><is><t>&lol9;</t></is></c></row>`, undefined, laughs)), // prettier-ignore
  sheet('the last cell there is', () => xlsx(`${row}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>`)),
  sheet('a cell far beyond the last', () => xlsx('<row r="1"><c r="ZZZZZZ1"><v>1</v></c></row>')),
  sheet('a row far beyond the last', () => xlsx(`${row}<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>`)),
  sheet('a row of an infinite number', () => xlsx('<row r="1e300"><c r="A1"><v>1</v></c></row>')),
  sheet('a column of letters that are none', () => xlsx('<row r="1"><c r="&#65535;&#65535;&#65535;&#65535;1"><v>1</v></c></row>')), // prettier-ignore
  sheet('a million empty rows', () => xlsx(of(2e5, (i) => `<row r="${i + 1}"/>`))),
  sheet('a million rows of nothing, and one at the end', () => xlsx(`${of(2e5, () => '<row/>')}<row r="1000000"><c r="BZZ1000000"><v>1</v></c></row>`)), // prettier-ignore
  sheet('a text that is nowhere', () => xlsx('<row r="1"><c r="A1" t="s"><v>99999999</v></c></row>')),
  sheet('a style that is nowhere', () => xlsx('<row r="1"><c r="A1" s="99"><v>1</v></c></row>')),
  sheet('a kind that is none', () => xlsx('<row r="1"><c r="A1" t="__proto__"><v>1</v></c></row>')),
  sheet('elements a hundred thousand deep', () => xlsx('<row>'.repeat(1e5))),
  sheet('an element that does not end', () => xlsx('<row r="1"><c r="A1"><v')),
  sheet('a cell of 5 MB', () =>
    xlsx(`<row r="1"><c r="A1" t="inlineStr"><is><t>${'x'.repeat(5e6)}</t></is></c></row>`),
  ),
  sheet('a file of zeros, 1 : 1000', () => zipSync({ 'xl/workbook.xml': new Uint8Array(30 * 2 ** 20) })),
  sheet('a sheet of zeros beside a sound one, 1 : 1000', () => xlsx(`${row}${' '.repeat(30 * 2 ** 20)}`)),
  sheet('its directory says 4 GB', () => {
    const bytes = Uint8Array.from(samples['sheet.xlsx'] ?? []);
    const view = new DataView(bytes.buffer);
    for (let at = 0; at + 4 < bytes.length; at++)
      if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, 0xffffffff, true);
    return bytes;
  }),
];

/** Tables that are none: text, and workbooks. */
export const hostileTables: readonly Hostile[] = [...texts, ...workbooks];
