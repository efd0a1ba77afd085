import type { Progress } from '../../src/main/native/fetch.ts';

/** Where lines go: a terminal's bar is drawn over itself, elsewhere a line is written now and then. */
export interface Output {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

const MB = 1e6;
const amount = (bytes: number): string => `${(bytes / MB).toFixed(bytes < 10 * MB ? 1 : 0)} MB`;

/** `██████░░░░ 120 of 207 MB`, or without a bar where the whole is not known. */
export function barOf(done: number, total: number | undefined, width = 24): string {
  if (!total) return amount(done);
  const share = Math.min(1, done / total);
  const full = Math.round(share * width);
  return `${'█'.repeat(full)}${'░'.repeat(width - full)} ${Math.floor(share * 100)} %, ${amount(done)} of ${amount(total)}`;
}

/** A bar on a terminal, redrawn ten times a second; elsewhere one line every five seconds. Call `end` when it is over. */
export function bar(
  output: Output = process.stdout,
  now = () => performance.now(),
): { update: Progress; end: () => void } {
  const terminal = output.isTTY ?? false;
  const pause = terminal ? 100 : 5000;
  let last = now() - (terminal ? pause : 0);
  let drawn = false;
  return {
    update(done, total) {
      if (now() - last < pause) return;
      last = now();
      drawn = true;
      const text = `  ${barOf(done, total)}`;
      output.write(terminal ? `\r${text.slice(0, (output.columns ?? 80) - 1)}\x1b[K` : `${text}\n`);
    },
    end() {
      if (drawn && terminal) output.write('\r\x1b[K');
    },
  };
}
