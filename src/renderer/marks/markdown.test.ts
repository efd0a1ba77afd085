import { describe, expect, test } from 'vitest';
import { piecesOf, type Piece } from './markdown.ts';

/** All there is of one kind, however deep. */
const allOf = (pieces: readonly Piece[], type: Piece['type']): string[] =>
  pieces.flatMap((piece) => {
    const own = piece.type === type && 'text' in piece ? [piece.text] : [];
    if (piece.type === 'table') return [...piece.head, ...piece.rows.flat()].flatMap((cell) => allOf(cell, type));
    return 'inside' in piece ? allOf(piece.inside, type) : own;
  });
const formulas = (text: string): string[] => allOf(piecesOf(text, true), 'formula');
const texts = (text: string, lesson = true): string => allOf(piecesOf(text, lesson), 'text').join('');

describe('formulas stand between dollars', () => {
  test.each<[string, string[]]>([
    ['$x_1$', ['x_1']],
    ['How much is $z_1 = 0.5 \\cdot 1$?', ['z_1 = 0.5 \\cdot 1']],
    ['$a_1$ and $b_1$, $c$', ['a_1', 'b_1', 'c']], // _ is not emphasis
    ['$a*b*c$', ['a*b*c']],
    ['$\\mathbf W^{(1)}$', ['\\mathbf W^{(1)}']], // \ is not an escape
    ['$a<b>c</b>$', ['a<b>c</b>']], // < is not HTML
    ['**The loss** $L$ *of $J$*', ['L', 'J']],
    ['- $a$\n- $b$', ['a', 'b']],
    ['# $a$', ['a']],
    ['|$a$|b|\n|-|-|\n|c|$d$|', ['a', 'd']],
    ['[$a$](https://example.org)', ['a']],
    ['$a', []],
    ['$a\nb$', []], // not over lines
    ['$$', []],
    ['costs \\$5 and \\$6', []],
    ['`$a$`', []],
    ['```\n$a$\n```', []],
  ])('%j', (text, expected) => {
    expect(formulas(text)).toEqual(expected);
  });

  test('what is around them is text', () => {
    expect(piecesOf('a $b$ c', true)).toEqual([
      {
        type: 'paragraph',
        inside: [
          { type: 'text', text: 'a ' },
          { type: 'formula', text: 'b' },
          { type: 'text', text: ' c' },
        ],
      },
    ]);
    expect(texts('costs \\$5 and \\$6')).toBe('costs $5 and $6');
  });

  test('notes have none: a dollar is a dollar', () => {
    for (const note of ['$5 and $6', 'from $x$ to $y$']) {
      expect(allOf(piecesOf(note), 'formula')).toEqual([]);
      expect(texts(note, false)).toBe(note);
    }
    // and notes after lessons still have none
    expect(formulas('$5 and $6')).toEqual(['5 and ']);
    expect(allOf(piecesOf('$5 and $6'), 'formula')).toEqual([]);
  });
});

describe.each([
  ['a note', false],
  ['a lesson', true],
])('HTML in %s is text', (_what, lesson) => {
  test.each([
    '<img src=x onerror="alert(1)">',
    '<script>alert(1)</script>',
    'a <b>b</b> c',
    '<div>\n<p>a</p>\n</div>',
    '<!-- a -->',
    '<svg/onload=alert(1)>',
  ])('%s', (html) => {
    expect(texts(html, lesson).trim()).toBe(html);
  });

  test('also within what is around it', () => {
    expect(texts('**<i>a</i>**', lesson)).toBe('<i>a</i>');
    expect(texts('> <i>a</i>', lesson).trim()).toBe('<i>a</i>');
  });

  test('a picture is its address in words, and nothing is fetched', () => {
    expect(piecesOf('![eye](https://example.org/eye.png)', lesson)).toEqual([
      {
        type: 'paragraph',
        inside: [{ type: 'link', address: 'https://example.org/eye.png', inside: [{ type: 'text', text: 'eye' }] }],
      },
    ]);
  });
});

test('a thousand quotes within each other end as text', () => {
  expect(() => piecesOf(`${'>'.repeat(1000)} $a$`, true)).not.toThrow();
});
