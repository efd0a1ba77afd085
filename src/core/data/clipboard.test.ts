import { expect, test } from 'vitest';
import { clipboardRows, pastedText } from './clipboard.ts';

test('cells as Excel puts them: CRLF at every end, what has a line end or a tab in it quoted', () => {
  const text = 'name\theight\tnote\r\n"Ann\n""the tall"""\t1,85\t\r\nBob\t1,7\t"a\tb"\r\n';
  expect(clipboardRows(text)).toEqual([
    ['name', 'height', 'note'],
    ['Ann\n"the tall"', '1,85', ''],
    ['Bob', '1,7', 'a\tb'],
  ]);
});

test('a quotation mark that nothing closes stands for itself, and so does one inside of a cell', () => {
  expect(clipboardRows('pipe\tsize\n"big" pipe\t5"\n"\t6\n')).toEqual([
    ['pipe', 'size'],
    ['"big" pipe', '5"'],
    ['"', '6'],
  ]);
});

test('LibreOffice ends no last line, and an empty last cell is there', () => {
  expect(clipboardRows('a\tb\n1\t2\n3\t')).toEqual([
    ['a', 'b'],
    ['1', '2'],
    ['3', ''],
  ]);
  expect(clipboardRows('')).toEqual([]);
});

test('what is pasted is strict TSV, and text without tabs is left alone', () => {
  expect(pastedText('a\tb\r\n"big" pipe\t2\r\n')).toEqual({ text: 'a\tb\n"""big"" pipe"\t2', delimiter: '\t' });
  expect(pastedText('a;b\n1;2')).toEqual({ text: 'a;b\n1;2', delimiter: '' });
});
