import { expect, test } from 'vitest';
import { escaped, nameSchema } from './text.ts';

test.each(['a\nb', 'a\u001b[31mb', 'a\u007fb', 'a\u0085b', 'a\u2028b', 'a\u202eb', 'a\u2066b', 'a\tb'])(
  'a name is one line of plain text: %j is not',
  (name) => expect(nameSchema.safeParse(name).success).toBe(false),
);

test('letters of every script, and emoji with their joiners, are text', () => {
  for (const name of ['Moons, η = 0.1', '달', 'قمر', '👩‍🔬 lab', 'e\u0301']) expect(nameSchema.parse(name)).toBe(name);
});

test('what is not seen is escaped, and nothing else', () => {
  expect(escaped('a\u001b[31m\nb\u009b\u202e')).toBe(String.raw`a\u001b[31m\u000ab\u009b\u202e`);
  expect(escaped('a\nb\u001b', '\n')).toBe('a\nb' + String.raw`\u001b`);
  const json = JSON.stringify({ name: 'a\u001b\u009b\u2028"\\' });
  expect(JSON.parse(escaped(json))).toEqual(JSON.parse(json));
});
