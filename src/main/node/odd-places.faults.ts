// Real processes where paths, homes and ports are not as one would have them.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { inPieces } from '../../core/contract/pieces.ts';
import { everyRun } from '../../core/contract/runs.ts';
import { presets } from '../../core/plan/presets.ts';
import { Client } from '../client.ts';
import { databaseName } from '../store/sqlite-error.ts';
import { SocketPort } from './socket-port.ts';

const posix = process.platform !== 'win32';
const nobody = 65_534;

let root: string;
let plan: string;
const hosts: ChildProcess[] = [];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'goldilocks-'));
  chmodSync(root, 0o755);
  plan = join(root, 'plan.json');
  writeFileSync(plan, JSON.stringify({ ...presets.moons, length: { steps: 5 } }));
});
afterEach(async () => {
  for (const host of hosts.splice(0)) {
    const gone = once(host, 'exit');
    if (host.exitCode === null && host.signalCode === null && host.kill()) await gone;
  }
  rmSync(root, { recursive: true, force: true });
});

interface More {
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  uid?: number;
  umask?: string;
}

/** Starts an entry of the lab from source. */
function start(entry: string, args: string[], { env = {}, umask = '022', ...more }: More = {}): ChildProcess {
  const command = [process.execPath, join(import.meta.dirname, entry), ...args];
  const [program = '', ...rest]: string[] = posix
    ? ['/bin/sh', '-c', `umask ${umask}; exec "$@"`, 'sh', ...command]
    : command;
  return spawn(program, rest, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env }, ...more });
}

async function lab(args: string[], more?: More): Promise<{ code: unknown; out: string; err: string }> {
  const child = start('cli.ts', args, more);
  if (!child.stdout || !child.stderr) throw new Error('it was to be heard');
  const closed = once(child, 'close') as Promise<[number | null]>;
  const [[code], out, err] = await Promise.all([closed, text(child.stdout), text(child.stderr)]);
  return { code, out, err };
}

/** Starts the browser host; what it says until it has said its address. */
async function host(args: string[], more?: More): Promise<{ said: string[]; url: URL }> {
  const child = start('browser-host.ts', args, more);
  hosts.push(child);
  if (!child.stdout || !child.stderr) throw new Error('it was to be heard');
  const trouble = text(child.stderr);
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line);
    const [address] = /http:\/\/127\.0\.0\.1:\d+\/#[\w-]+/.exec(line) ?? [];
    if (address !== undefined) return { said, url: new URL(address) };
  }
  throw new Error(`the host has no address: ${await trouble}`);
}

/** The window of a host, without a screen. */
async function windowAt({ host: place, origin, hash }: URL): Promise<Client> {
  const socket = new WebSocket(`ws://${place}/`, { origin });
  await once(socket, 'open');
  socket.send(hash.slice(1));
  return new Client(inPieces(new SocketPort(socket)));
}

const long = (n: number): string => Array.from({ length: n }, (_, k) => `${k}`.padEnd(70, 'x')).join('/');
const places: [string, string, string[]][] = [
  ['Korean, an emoji, spaces, %, #, ?, &, a quote', '한국어 데이터 😀 %20%2f #1 ? & \'"', []],
  ['right to left, a newline, a backslash, a dot at the end, 300 letters', `ثلاثة\n\u202eab\\c/${long(4)}/end.`, []],
  ['as a share is written', '//server/share', ['--data', '//server/share']],
];

test.skipIf(!posix).each(places)('data folder: %s', async (_what, name, args) => {
  const folder = args.length > 0 ? join(root, name.slice(2)) : join(root, name);
  const named = args.length > 0 ? `/${root}/${name.slice(2)}` : folder;
  expect(await lab(['run', plan, '--data', named], { umask: '077' })).toMatchObject({ code: 0, err: '' });
  expect(existsSync(join(folder, databaseName))).toBe(true);
  const { url } = await host(['--no-open', '--data', named], { umask: '077' });
  const window = await windowAt(url);
  const { value } = await window.call('runs', { ...everyRun, from: 0, count: 9, columns: [], summary: false });
  expect(value.rows).toMatchObject([{ kind: 'run', info: { id: 1, progress: { step: 5 } } }]);
  await window.call('noteRun', { run: 1, note: 'written' });
  expect((await window.call('runFacts', { run: 1 })).value.note).toBe('written');
  expect((await window.call('dataFolder', {})).value.folder).toBe(folder);
});

test.skipIf(process.getuid?.() !== 0)(
  'a home that is missing or cannot be written is said in one sentence',
  async () => {
    const locked = join(root, 'locked');
    mkdirSync(locked);
    const env = { XDG_DATA_HOME: '', GOLDILOCKS_DATA: '' };
    for (const HOME of [join(locked, 'none'), locked, '/proc/1', plan]) {
      const { code, out, err } = await lab(['run', plan], { env: { ...env, HOME }, uid: nobody });
      expect({ code, out }, err).toEqual({ code: 1, out: '' });
      expect(err, HOME).toMatch(/^The data folder .* cannot be used \(.*\)\.?.*\n$/);
    }
    expect(readdirSync(locked)).toEqual([]);
    const own = join(root, 'own');
    mkdirSync(own, { mode: 0o777 });
    chmodSync(own, 0o777);
    const named = ['--data', join(own, 'data')];
    expect(await lab(['runs', ...named], { env: { ...env, HOME: '/nonexistent' }, uid: nobody })).toMatchObject({
      code: 0,
    });
  },
);

test('a port that is taken: the next one, and it is said', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as { port: number };
  const { said, url } = await host(['--no-open', '--data', join(root, 'data'), '--port', String(port)]);
  taken.close();
  expect(Number(url.port)).toBeGreaterThan(port);
  expect(said[0]).toBe(`Port ${port} is taken, so it is ${url.port}.`);
  const window = await windowAt(url);
  expect((await window.call('hello', {})).value.host).toBe('browser');
});

/** What every user of the machine can read of every process. */
const commandLines = (): string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      } catch {
        return ''; // it has just ended
      }
    });

test.skipIf(process.platform !== 'linux')('no command line has the token: of host, browser, opener', async () => {
  const stay = `exec "${process.execPath}" -e 'setInterval(() => 0, 1e9)' -- "$@"`;
  for (const name of ['chromium', 'xdg-open']) writeFileSync(join(root, name), `#!/bin/sh\n${stay}\n`, { mode: 0o755 });
  const env = {
    CHROMIUM_PATH: join(root, 'chromium'),
    DISPLAY: ':none',
    PATH: `${root}:${process.env['PATH'] ?? ''}`,
  };
  for (const args of [['--window'], []]) {
    const { url } = await host([...args, '--data', join(root, `data${args.length}`)], { env });
    const token = url.hash.slice(1);
    const mine = await vi.waitUntil(() => commandLines().find((line) => line.includes(`${url.host}/open?`)), {
      timeout: 30_000,
      interval: 50,
    });
    expect(commandLines().filter((line) => line.includes(token))).toEqual([]);
    expect(mine).toContain('/open?');
    // what they have in front of them is worth nothing to somebody else once it was used
    const [code = ''] = /\/open\?[\w-]+/.exec(mine) ?? [];
    expect((await fetch(`${url.origin}${code}`, { redirect: 'manual' })).headers.get('location')).toBe(`/${url.hash}`);
    expect((await fetch(`${url.origin}${code}`, { redirect: 'manual' })).status).toBe(403);
  }
});
