import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { chromium, expect, test, type Browser, type Page } from '@playwright/test';
import type { Packed } from '../scripts/pack/for-tests.mjs';
import { presets } from '../src/core/plan/presets.ts';
import { normalUser } from '../scripts/test-electron/runtime.mjs';
import { dataFolder, playhead, status } from './lab.ts';

// The program as it is handed out starts and trains. `npm run test:packed` packs it first.

const root = join(import.meta.dirname, '..');
const run = promisify(execFile);
const packed = JSON.parse(process.env['TEST_PACKED'] ?? '{}') as Packed;
const isRoot = process.getuid?.() === 0;

/** The program running on a data folder of its own. Its inspector is off; Chromium's own port is how its window is reached. */
interface Running {
  data: string;
  window: Page;
  child: ChildProcess;
  /** What it wrote on stderr. */
  said: string[];
  browser: Browser;
}

const ended = (child: ChildProcess): Promise<number | null> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve(child.exitCode)
    : new Promise((resolve) => child.once('exit', (code) => resolve(code)));

interface How {
  args?: string[];
  env?: Record<string, string>;
}

async function start(program: string, data: string, { args = [], env = {} }: How): Promise<Running> {
  const user = isRoot ? { uid: normalUser, gid: normalUser } : {};
  const child = spawn(program, ['--data', data, '--remote-debugging-port=0', ...args], {
    ...user,
    cwd: data,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, HOME: data, XDG_CONFIG_HOME: join(data, 'config'), ...env },
  });
  const said: string[] = [];
  const port = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code, signal) => reject(new Error(`it ended (${code ?? signal}):\n${said.join('\n')}`)));
    child.once('error', reject);
    createInterface({ input: child.stderr }).on('line', (line) => {
      said.push(line);
      const found = /^DevTools listening on ws:\/\/127\.0\.0\.1:(\d+)\//.exec(line)?.[1];
      if (found) resolve(found);
    });
  });
  // Playwright waits for ever for a page that it meets while it is being made
  const address = `http://127.0.0.1:${port}`;
  await expect
    .poll(async () => (await fetch(`${address}/json/list`)).text(), { intervals: [50], timeout: 30_000 })
    .toMatch(/"title": ".+ · Goldilocks"/);
  const browser = await chromium.connectOverCDP(address);
  const context = browser.contexts()[0];
  if (!context) throw new Error('it has no page');
  const window = context.pages()[0] ?? (await context.waitForEvent('page'));
  return { data, window, child, said, browser };
}

const play = async (window: Page, speed: 'max' | '100 steps/s'): Promise<void> => {
  await window.getByTestId('speed').selectOption({ label: speed });
  await window.getByTestId('play').click();
};

interface Stored {
  architecture: string;
  frames: number;
  bytes: number;
  progress: { status: string; step: number };
}

/** The runs in a folder, as another program reads them, oldest first. */
async function stored(data: string): Promise<Stored[]> {
  const { stdout } = await run(process.execPath, [join(root, 'out/main/cli.js'), 'runs', '--json', '--data', data]);
  return (JSON.parse(stdout) as (Stored & { id: number })[]).sort((a, b) => a.id - b.id);
}

/** Works with the program in a folder of its own, and leaves neither behind. */
async function using(
  program: string,
  work: (restart: (...more: string[]) => Promise<Running>, data: string) => Promise<void>,
  how: How = {},
): Promise<void> {
  const data = dataFolder();
  const started: Running[] = [];
  try {
    await work(async (...more) => {
      const began = performance.now();
      const lab = await start(program, data, { ...how, args: [...(how.args ?? []), ...more] });
      started.push(lab);
      await expect(lab.window.getByTestId('chain')).toBeVisible();
      console.log(`  chain drawn ${((performance.now() - began) / 1000).toFixed(1)} s after the start`);
      return lab;
    }, data);
  } finally {
    for (const { browser, child } of started) {
      await browser.close(); // the connection
      child.kill('SIGKILL');
      await ended(child);
    }
    rmSync(data, { recursive: true, force: true });
  }
}

/** Starts it, trains 2-6-3-1 to its end, tells it to end while it trains another, and looks at what it has stored. Then it
 *  starts once more, with all of that, and its window is closed. */
const trains = (program: string, how?: How): Promise<void> =>
  using(
    program,
    async (restart) => {
      const begun = await restart();
      const { data } = begun;
      let { window, child } = begun;
      expect(window.url()).toMatch(/^app:\/\/goldilocks\//);
      expect(await window.evaluate(() => [isSecureContext, 'require' in globalThis])).toEqual([true, false]);
      await play(window, 'max');
      await status(window, 'finished');
      expect((await playhead(window)).step).toBe(3000);

      await window.getByTestId('field-seed').fill('7'); // another run
      await window.getByTestId('field-seed').press('Enter');
      await play(window, '100 steps/s');
      await status(window, 'running');
      await expect.poll(async () => (await playhead(window)).step).toBeGreaterThan(20);
      const seen = await playhead(window);
      let end = ended(child);
      child.kill('SIGTERM');
      expect(await end).toBe(process.platform === 'win32' ? null : 0);
      const [first, second, ...more] = await stored(data);
      expect(more).toEqual([]);
      expect(first).toMatchObject({ architecture: '2-6-3-1', progress: { status: 'finished', step: 3000 } });
      expect(second?.progress.step).toBeGreaterThanOrEqual(seen.step);
      expect(second?.frames).toBeGreaterThanOrEqual(seen.frames);

      ({ window, child } = await restart());
      end = ended(child);
      await window.close(); // as by the button of its frame
      if (process.platform === 'darwin') child.kill('SIGTERM');
      expect(await end).toBe(0);
      // what was recorded, in fewer bytes: ended runs are packed meanwhile
      const kept = [first, second].map((run) => ({ ...run, bytes: expect.any(Number) }));
      expect(await stored(data)).toMatchObject(kept);
    },
    how,
  );

test.describe('it starts and trains', () => {
  test('the folder', () => trains(packed.program));

  test('the digits, TensorFlow.js and its WebAssembly are read out of the archive', () =>
    using(packed.program, async (restart) => {
      const { window, data, child } = await restart();
      await window.getByTestId('training-more').click();
      await window.getByTestId('field-engine').selectOption('tensorflow');
      await play(window, 'max');
      await status(window, 'finished');
      await expect(window.getByTestId('engine')).toHaveText('TensorFlow · wasm');
      await window.getByTestId('document-menu').click();
      await window.getByTestId('preset-digitsDeep').click();
      await expect(window.getByTestId('architecture')).toHaveText('784-64-32-16-10');
      await play(window, 'max');
      await expect.poll(async () => (await playhead(window)).step, { timeout: 20_000 }).toBeGreaterThan(100);
      const end = ended(child);
      child.kill('SIGTERM');
      await end;
      expect((await stored(data)).map(({ architecture }) => architecture)).toEqual(['2-6-3-1', '784-64-32-16-10']);
    }));

  test('TensorFlow’s library in the data folder is tried in a utility process, and computes', async () => {
    const native = join(root, 'native');
    test.skip(!existsSync(join(native, 'engine')), '`npm run engine:native` has not been run here');
    await using(packed.program, async (restart, data) => {
      symlinkSync(native, join(data, 'native'));
      const { window } = await restart();
      await window.getByTestId('training-more').click();
      await window.getByTestId('field-engine').selectOption('tensorflow');
      await play(window, 'max');
      await status(window, 'finished');
      await expect(window.getByTestId('engine')).toHaveText('TensorFlow · native');
    });
  });

  test('a plan file that the desktop hands over is opened', () =>
    using(packed.program, async (restart, data) => {
      const file = join(data, 'my homework.goldilocks');
      writeFileSync(file, JSON.stringify({ ...presets.moons, name: 'Homework' }));
      const { window } = await restart(pathToFileURL(file).href);
      await expect(window.getByTestId('document-menu')).toContainText('Homework');
    }));

  test('what Node would be told by the environment or by switches is not heard', () =>
    using(
      packed.program,
      async (restart) => {
        const { window, said } = await restart();
        await play(window, 'max');
        await status(window, 'finished');
        expect(said.join('\n')).not.toContain('Debugger listening');
      },
      { env: { ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '--inspect=0' }, args: ['--inspect=0'] },
    ));

  test('the deb, as its installation leaves it', async () => {
    test.skip(packed.deb === undefined, 'there is none');
    const folder = mkdtempSync(join(tmpdir(), 'goldilocks-deb-'));
    try {
      chmodSync(folder, 0o755);
      await run('dpkg-deb', ['--raw-extract', packed.deb ?? '', folder]);
      const text = (path: string): string => readFileSync(join(folder, path), 'utf8');
      expect(text('DEBIAN/control')).toMatch(/^Depends: .*libgtk-3-0t64 \| libgtk-3-0.*libnss3/m);
      expect(text('DEBIAN/postinst')).toContain("chmod 4755 '/opt/Goldilocks/chrome-sandbox'");
      expect(text('opt/Goldilocks/resources/apparmor-profile')).toContain('userns');
      expect(text('usr/share/mime/packages/goldilocks.xml')).toMatch(/application\/x-goldilocks[^]*\*\.goldilocks/);
      const desktop = text('usr/share/applications/goldilocks.desktop');
      expect(desktop).toMatch(/^Exec=\/opt\/Goldilocks\/goldilocks %U$/m);
      expect(desktop).toMatch(/^MimeType=application\/x-goldilocks;$/m);
      expect(desktop).toMatch(/^Categories=Education;$/m);
      expect(existsSync(join(folder, 'usr/share/icons/hicolor/48x48/apps/goldilocks.png'))).toBe(true);
      if (isRoot) chmodSync(join(folder, 'opt/Goldilocks/chrome-sandbox'), 0o4755); // as postinst does
      await trains(join(folder, 'opt/Goldilocks/goldilocks'));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('the AppImage', async () => {
    test.skip(packed.appImage === undefined, 'there is none');
    const mounts =
      existsSync('/dev/fuse') &&
      (await run('which', ['fusermount3']).then(
        () => true,
        () => false,
      ));
    console.log(mounts ? '  mounted by its runtime' : '  unpacked by its runtime: there is no FUSE');
    await trains(packed.appImage ?? '', { env: mounts ? {} : { APPIMAGE_EXTRACT_AND_RUN: '1' } });
  });
});
