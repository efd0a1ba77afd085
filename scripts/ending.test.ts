import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { afterElectron, exitCode, type End, type Sandbox } from './ending.mjs';
import { labEnv, labNode } from './install.mjs';
import { root } from './run.mjs';

const free: Sandbox = { root: false, namespacesForbidden: false, helperReady: false };
const by = (signal: NodeJS.Signals): End => ({ code: null, signal, asked: false });
const exit = (code: number): End => ({ code, signal: null, asked: false });

test('an end is as a shell gives it', () => {
  expect([exit(3), by('SIGINT'), by('SIGTERM'), by('SIGHUP'), by('SIGTRAP')].map(exitCode)).toEqual([
    3, 130, 143, 129, 133,
  ]);
});

test.each<[string, End, number]>([
  ['a person closed the window', exit(0), 0],
  ['Ctrl-C', by('SIGINT'), 130],
  ['kill', by('SIGTERM'), 143],
  ['the terminal was closed', by('SIGHUP'), 129],
  ['we passed a signal on, and it made a code of it', { ...exit(143), asked: true }, 143],
])('%s: that is the end, and nothing is said', (_what, end, code) => {
  expect(afterElectron(end, 100, free)).toEqual({ browser: false, code });
  expect(afterElectron(end, 60_000, free)).toEqual({ browser: false, code });
});

test.each<[string, End, Sandbox, string]>([
  ['no GPU', by('SIGTRAP'), free, 'it was ended by SIGTRAP'],
  ['killed', by('SIGKILL'), free, 'it was ended by SIGKILL'],
  ['its own error', exit(1), free, 'exit 1'],
  ['a shell’s code for a signal', exit(133), free, 'exit 133'],
  ['a missing library', exit(127), { ...free, root: true }, 'a library that it needs is missing'],
  ['root', by('SIGTRAP'), { ...free, root: true }, 'Chromium’s sandbox does not run as root'],
  [
    'Ubuntu 24.04',
    by('SIGTRAP'),
    { ...free, namespacesForbidden: true },
    'this system forbids user namespaces to programs, and Electron’s chrome-sandbox is not root’s with mode 4755',
  ],
  [
    'Ubuntu 24.04 where that is not it',
    by('SIGABRT'),
    { ...free, namespacesForbidden: true, helperReady: true },
    'it was ended by SIGABRT',
  ],
])('within five seconds the browser host takes over and one line says why: %s', (_what, end, sandbox, cause) => {
  const after = afterElectron(end, 4999, sandbox);
  expect(after).toEqual({ browser: true, code: exitCode(end), why: `Electron could not start (${cause})` });
});

test('a crash afterwards is an exit code and one line', () => {
  expect(afterElectron(by('SIGSEGV'), 5000, free)).toEqual({
    browser: false,
    code: 139,
    why: 'Electron crashed (it was ended by SIGSEGV). What was recorded is saved.',
  });
  expect(afterElectron(exit(5), 60_000, free)).toMatchObject({ browser: false, code: 5 });
});

// A real `npm start`, and a shell script as Electron: on Windows there is no such program.
let folder: string;
const children: ChildProcess[] = [];
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'goldilocks-'))));
afterEach(async () => {
  for (const child of children.splice(0)) if (child.kill()) await once(child, 'exit');
  rmSync(folder, { recursive: true });
});

function start(script: string, ...options: string[]) {
  writeFileSync(join(folder, 'electron'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const args = [join(root, 'scripts/start.mjs'), '--data', join(folder, 'data'), ...options];
  const env = { ...labEnv(), ELECTRON_OVERRIDE_DIST_PATH: folder, DISPLAY: ':none' };
  const child = spawn(labNode(), args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  return child;
}

test.skipIf(process.platform === 'win32')(
  'Electron dies by a signal: `npm start` opens the browser host, which ends as it is asked to',
  { timeout: 120_000 },
  async () => {
    const child = start('kill -TRAP $$', '--no-open');
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    await vi.waitFor(() => expect(output).toMatch(/http:\/\/127\.0\.0\.1:\d+\/#[\w-]{43}/), 50_000);
    expect(output).toMatch(/^Electron could not start \(.+\): the lab opens without it\.$/m);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  },
);

test.skipIf(process.platform === 'win32')('with --electron it is an error', { timeout: 120_000 }, async () => {
  const child = start('kill -TRAP $$', '--electron');
  const [said] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  expect(child.exitCode).toBe(133);
  expect(said).toMatch(/^Electron could not start \(.+\); `npm start -- --browser` needs none\.$/m);
});

test.skipIf(process.platform === 'win32').each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('%s goes to Electron, and its end is ours', { timeout: 120_000 }, async (signal, code) => {
  const child = start(`touch ${folder}/up; while :; do sleep 0.05; done`, '--electron');
  await vi.waitFor(() => expect(existsSync(join(folder, 'up'))).toBe(true), 50_000);
  child.kill(signal);
  expect(await once(child, 'exit')).toEqual([code, null]);
});
