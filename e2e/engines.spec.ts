import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { dataFolder, expect, giveToUser, test as base } from './lab.ts';
import { accessible } from './look.ts';

/** What is installed goes into a folder of the test's own, from a mirror of its own, which has no library to give. */
interface Mirror {
  native: string;
  /** Whether it sends a file, without end; else it answers that there is none. */
  sends: boolean;
}

const test = base.extend<{ mirror: Mirror }>({
  mirror: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what it needs
    async ({}, use) => {
      const native = join(dataFolder(), 'native');
      const mirror: Mirror = { native, sends: false };
      const server: Server = createServer((_request, response) => {
        if (!mirror.sends) {
          response.writeHead(404).end();
          return;
        }
        response.writeHead(200, { 'Content-Length': 100_000_000, ETag: '"1"' });
        const more = setInterval(() => response.write(Buffer.alloc(250_000)), 50);
        response.on('close', () => clearInterval(more));
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      // before the host is started, which takes them over
      const env = {
        GOLDILOCKS_NATIVE: native,
        GOLDILOCKS_TENSORFLOW: `http://127.0.0.1:${(server.address() as AddressInfo).port}/lib.tar.gz`,
        NO_PROXY: '127.0.0.1',
      };
      Object.assign(process.env, env);
      await use(mirror);
      for (const name of Object.keys(env)) Reflect.deleteProperty(process.env, name);
      server.closeAllConnections();
      server.close();
      rmSync(join(native, '..'), { recursive: true });
    },
    { auto: true },
  ],
});

/** Opens Help → Engines. */
async function engines(window: Page): Promise<void> {
  await expect(window.getByTestId('help')).toBeVisible(); // a window that was just opened hears no key yet
  await window.keyboard.press('?');
  await window.getByTestId('diagnostics').locator('summary').click();
  await expect(window.getByTestId('engine-cpu')).toContainText('here: plain JavaScript');
}

test('a library that cannot be fetched is one sentence, and nothing is left of it', async ({ lab, mirror }) => {
  const { window } = lab;
  await engines(window);
  const place = window.getByTestId('native-engine');
  await expect(window.getByTestId('engine-native')).toContainText('TensorFlow is not installed here');
  await accessible(window, 'the engines', '[data-testid="diagnostics"]');
  await window.getByTestId('native-install').click();
  await expect(place.getByRole('alert')).toContainText(
    /TensorFlow was not installed \(.*the server answers 404\)|There is no C\+\+ compiler/,
  );
  await expect(window.getByTestId('native-install')).toBeVisible();
  await accessible(window, 'what failed', '[data-testid="diagnostics"]');
  expect(existsSync(mirror.native)).toBe(false);
});

test('an installation is seen in every window, goes on when one is reloaded, and is cancelled in another', async ({
  lab,
  mirror,
}) => {
  const { window } = lab;
  mirror.sends = true;
  await engines(window);
  await window.getByTestId('native-install').click();
  const place = window.getByTestId('native-engine');
  await expect(place.getByText(/^\d+ of 100 MB$/).or(place.getByRole('alert'))).toBeVisible();
  test.skip(await place.getByRole('alert').isVisible(), 'no C++ compiler here');

  await window.reload();
  await engines(window);
  await expect(place.getByText('Fetching TensorFlow’s library…')).toBeVisible();
  await accessible(window, 'the progress', '[data-testid="diagnostics"]');
  await window.getByTestId('native-cancel').focus();
  await window.keyboard.press('Enter');
  await expect(window.getByTestId('native-install')).toBeFocused();
  await expect(place.getByRole('alert')).toHaveCount(0);
  // what was fetched is kept, to go on from
  const [source = ''] = readdirSync(join(mirror.native, 'work'));
  expect(readdirSync(join(mirror.native, 'work', source)).sort()).toEqual(['lib.tar.gz.part', 'lib.tar.gz.part.tag']);
  expect(readdirSync(mirror.native)).toEqual(['work']);
});

test('what was installed is removed, whole', async ({ lab, mirror }) => {
  const { window } = lab;
  // no library, but a folder of one: it says so and can be removed
  const lib = join(mirror.native, 'engine', 'lib');
  mkdirSync(lib, { recursive: true });
  writeFileSync(join(lib, 'tfjs_binding.node'), 'no library');
  giveToUser(mirror.native);
  await engines(window);
  await expect(window.getByTestId('engine-native')).toContainText('TensorFlow could not be loaded');
  await window.getByTestId('native-remove').click();
  await expect(window.getByTestId('engine-native')).toContainText('TensorFlow is not installed here');
  await expect(window.getByTestId('native-remove')).toHaveCount(0);
  expect(existsSync(mirror.native)).toBe(false);
});

test('a lab that is killed leaves no installation behind', async ({ lab, mirror }) => {
  const { window } = lab;
  mirror.sends = true;
  await engines(window);
  await window.getByTestId('native-install').click();
  const place = window.getByTestId('native-engine');
  await expect(place.getByText(/^\d+ of 100 MB$/).or(place.getByRole('alert'))).toBeVisible();
  test.skip(await place.getByRole('alert').isVisible(), 'no C++ compiler here');
  await lab.crashAndRestart();
  // one that was killed with its host leaves its lock, which nobody heeds
  const installs = (): boolean => {
    try {
      return process.kill(Number(readFileSync(join(mirror.native, '.lock'), 'utf8')), 0);
    } catch {
      return false;
    }
  };
  await expect.poll(installs, { timeout: 10_000 }).toBe(false);
  await engines(lab.window);
  await expect(lab.window.getByTestId('native-install')).toBeVisible();
});
