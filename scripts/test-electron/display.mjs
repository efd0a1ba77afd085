// A display for windows nobody looks at.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { hasDisplay } from '../electron.mjs';

/** Starts Xvfb, which ends with this process, where there is no display. @returns {Promise<string | undefined>} DISPLAY for those who need it */
export async function startDisplay() {
  if (hasDisplay()) return process.env['DISPLAY'];
  // -ac: Electron runs as another user than the tests where these run as root
  const server = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '1920x1080x24', '-ac', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const failed = new Promise((resolve) => server.once('error', resolve).once('exit', resolve));
  process.once('exit', () => server.kill());
  const number = await Promise.race([
    failed.then(() => undefined),
    new Promise((resolve) => createInterface({ input: server.stdout }).once('line', resolve)),
  ]);
  server.unref();
  return number === undefined ? undefined : `:${number}`;
}
