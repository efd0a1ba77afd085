import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { backUp } from '../keeping/backups.ts';
import { fill } from '../keeping/testing/fill.ts';
import { databaseName } from '../store/sqlite-error.ts';

const timeout = 120_000;
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'goldilocks-'))));
afterEach(() => rmSync(folder, { recursive: true }));

async function lab(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'cli.ts'), ...args, '--data', folder]);
  const code = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await code, out, err };
}

test(
  'check leaves a damaged database where it is; a command that works with it restores the newest backup and says so',
  { timeout },
  async () => {
    fill(folder, 50, 300);
    const { name } = await backUp(folder, 5, () => undefined);
    const file = join(folder, databaseName);
    truncateSync(file, 3000);
    const before = readFileSync(file);
    expect((await lab('check')).code).toBe(1);
    expect(readFileSync(file).equals(before)).toBe(true);

    const listed = await lab('runs', '--json');
    expect(listed.code).toBe(0);
    expect(listed.out.trim().split('\n').length).toBeGreaterThan(0);
    expect(listed.out).toContain('Run 2');
    expect(listed.err).toMatch(
      /^goldilocks\.db is damaged and could not be opened, so the backup of \S+ \S+ \(\S+\) was restored\. The damaged file is kept as backups\/damaged-\S+\.db, .+\n$/,
    );
    expect(listed.err).toContain(name);
    const aside = readdirSync(join(folder, 'backups')).find((one) => /^damaged-.*\.db$/.test(one)) ?? '';
    expect(readFileSync(join(folder, 'backups', aside)).equals(before)).toBe(true);
    expect(await lab('runs')).toMatchObject({ code: 0, err: '' });
  },
);
