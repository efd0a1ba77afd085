import { cdp } from 'vitest/browser';
import { afterEach, expect, test } from 'vitest';
import { when } from './when.ts';

/** What of the browser's own protocol is used here: its types are Playwright's, which want Node's. */
interface Protocol {
  send: (method: string, given: object) => Promise<unknown>;
}
const travel = (timezoneId: string): Promise<unknown> =>
  (cdp as unknown as () => Protocol)().send('Emulation.setTimezoneOverride', { timezoneId });
afterEach(() => travel(''));

test('a time is said as the clock on the wall says it, also where the zone has changed since', async () => {
  const at = Date.UTC(2026, 5, 1, 12, 30);
  await travel('Europe/Berlin');
  expect(when(at, at + 60_000)).toBe('14:30');
  await travel('Asia/Kathmandu');
  expect(when(at, at + 60_000)).toBe('18:15');
});
