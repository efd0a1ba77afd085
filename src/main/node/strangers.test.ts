import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { MOST_STRANGERS, Strangers } from './strangers.ts';

const some = (n: number): PassThrough[] => Array.from({ length: n }, () => new PassThrough());
const open = (all: PassThrough[]): number => all.filter(({ destroyed }) => !destroyed).length;

test('of too many the oldest go; who was let in, or has left, is not counted', () => {
  const strangers = new Strangers();
  const [guest, gone] = [new PassThrough(), new PassThrough()];
  strangers.add(guest);
  strangers.letIn(guest);
  strangers.add(gone);
  gone.emit('close');
  const first = some(MOST_STRANGERS);
  for (const one of first) strangers.add(one);
  expect(open([guest, gone, ...first])).toBe(MOST_STRANGERS + 2);
  const later = some(10);
  for (const one of later) strangers.add(one);
  expect([open(first), open(first.slice(10)), open(later), guest.destroyed]).toEqual([
    MOST_STRANGERS - 10,
    MOST_STRANGERS - 10,
    10,
    false,
  ]);
});
