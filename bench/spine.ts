// `npm run bench`: how fast the whole lab is, measured on what `npm start` runs. Medians of several runs; nothing is asserted.
import { execFileSync, fork } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium } from '@playwright/test';
import { chromiumFlags, findChromium } from '../scripts/chromium.mjs';
import type { FromTrainer, ToTrainer } from '../src/core/contract/trainer.ts';
import { digitsOf } from '../src/core/examples.ts';
import { chain, presets } from '../src/core/plan/presets.ts';
import type { Plan } from '../src/core/plan/schema.ts';
import { Engine } from '../src/trainer/engine/engine.ts';
import { Module } from '../src/trainer/engine/kernels.ts';
import { nodeThreads } from '../src/trainer/threads.ts';
import { host, smoothness } from './window.ts';

const root = join(import.meta.dirname, '..');
const out = join(root, 'out');
const resources = join(root, 'resources');
const rows: [what: string, value: string][] = [];
const report = (what: string, value: string): void => {
  rows.push([what, value]);
  console.log(`${what.padEnd(58)} ${value}`);
};
const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? NaN;
const whole = (value: number): string => Math.round(value).toLocaleString('en-US');

/** Steps a second of the engine alone: no frames, no process of its own. */
function engineAlone(plan: Plan, steps: number): number {
  const module = new Module(readFileSync(join(root, 'resources/kernels.wasm')));
  const engine = new Engine(module, plan, digitsOf(readFileSync(join(root, 'resources/mnist.bin'))), nodeThreads);
  for (const _ of engine.initialize()); // to its end
  engine.run(Math.ceil(steps / 10));
  const began = performance.now();
  engine.run(steps);
  const rate = (steps * 1000) / (performance.now() - began);
  engine.close();
  return rate;
}

/** The most resident memory of the trainer process during a run, in MB. */
async function trainerMemory(plan: Plan, steps: number): Promise<number> {
  const trainer = fork(join(out, 'main/trainer.js'), [`--resources=${resources}`], { serialization: 'advanced' });
  const post = (message: ToTrainer): boolean => trainer.send(message);
  const most = await new Promise<number>((resolve) => {
    trainer.on('message', (message: FromTrainer) => {
      if (message.type === 'ready') {
        post({ type: 'source', key: 'mnist', file: readFileSync(join(resources, 'mnist.bin')) });
        post({ type: 'start', run: 1, plan: { ...plan, length: { steps } }, speed: null, paused: false });
      }
      if (message.type !== 'batch') return;
      post({ type: 'stored', run: 1 });
      if (message.progress.status === 'finished') resolve(rss(trainer.pid, 'VmHWM'));
    });
  });
  trainer.kill();
  return most;
}

/** Steps a second of the bare trainer process: frames are made and sent, and not stored. */
async function bareTrainer(plan: Plan, steps: number): Promise<number> {
  const trainer = fork(join(out, 'main/trainer.js'), [`--resources=${resources}`], { serialization: 'advanced' });
  const post = (message: ToTrainer): boolean => trainer.send(message);
  const seconds = await new Promise<number>((resolve) => {
    trainer.on('message', (message: FromTrainer) => {
      if (message.type === 'ready')
        post({ type: 'start', run: 1, plan: { ...plan, length: { steps } }, speed: null, paused: false });
      if (message.type !== 'batch') return;
      post({ type: 'stored', run: 1 });
      if (message.progress.status === 'finished') resolve(message.progress.seconds);
    });
  });
  trainer.kill();
  return steps / seconds;
}

/** Milliseconds from asking for a pause to its answer, again and again in a step that takes long. */
async function pauses(plan: Plan): Promise<number[]> {
  const trainer = fork(join(out, 'main/trainer.js'), [`--resources=${resources}`], { serialization: 'advanced' });
  const post = (message: ToTrainer): boolean => trainer.send(message);
  const waits: number[] = [];
  let asked = 0;
  let asking = false;
  await new Promise<void>((resolve) => {
    trainer.on('message', (message: FromTrainer) => {
      if (message.type === 'ready') post({ type: 'start', run: 1, plan, speed: null, paused: false });
      if (message.type !== 'batch') return;
      post({ type: 'stored', run: 1 });
      if (message.progress.status === 'paused' && asking) {
        asking = false;
        waits.push(performance.now() - asked);
        if (waits.length === 40) resolve();
        else post({ type: 'control', run: 1, action: 'play' });
      } else if (message.progress.status === 'running' && !asking) {
        asking = true;
        const ask = (): void => {
          asked = performance.now();
          post({ type: 'control', run: 1, action: 'pause' });
        };
        setTimeout(ask, 10 + 7 * waits.length); // at another place in the step every time
      }
    });
  });
  trainer.kill();
  return waits;
}

/** A run through the command line, frames stored. */
function stored(plan: Plan, steps: number): { stepsPerSecond: number; framesPerSecond: number } {
  const data = mkdtempSync(join(tmpdir(), 'goldilocks-bench-'));
  const ended = execFileSync(process.execPath, [join(out, 'main/cli.js'), 'run', '-', '--json', '--data', data], {
    input: JSON.stringify({ ...plan, length: { steps } }),
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  rmSync(data, { recursive: true, force: true });
  const { seconds, frames } = JSON.parse(ended) as { seconds: number; frames: number };
  return { stepsPerSecond: steps / seconds, framesPerSecond: frames / seconds };
}

/** Milliseconds to read resources/mnist.bin and take it apart, as main does. */
async function digitsLoad(): Promise<number> {
  const began = performance.now();
  digitsOf(await readFile(join(root, 'resources/mnist.bin')));
  return performance.now() - began;
}

/** Resident memory of a process, in MB. */
function rss(pid: number | undefined, what = 'VmRSS'): number {
  const line = new RegExp(`${what}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line?.[1]) / 1024;
}
const childrenOf = (pid: number | undefined): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);

async function window_(): Promise<void> {
  const executablePath = findChromium();
  const browser = await chromium.launch({ ...(executablePath && { executablePath }), args: chromiumFlags });
  const starts: number[] = [];
  const ready: number[] = [];
  for (let i = 0; i < 5; i++) {
    const data = mkdtempSync(join(tmpdir(), 'goldilocks-bench-'));
    const lab = await host(data);
    starts.push(lab.ms);
    const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
    const began = performance.now();
    await page.goto(lab.address);
    await page.getByTestId('chain').waitFor();
    ready.push(performance.now() - began);
    if (i === 4) {
      await page.getByTestId('speed').selectOption('max');
      const length = page.getByTestId('field-length');
      await length.fill('200000');
      await length.press('Enter');
      await page.getByTestId('play').click();
      const { fps, busy } = await smoothness(page, 5);
      report(
        'window while 2-6-3-1 trains at full speed',
        `${fps.toFixed(0)} fps, main thread ${(100 * busy).toFixed(0)} % busy`,
      );
      const [trainer] = childrenOf(lab.process.pid);
      report('memory: host / trainer', `${whole(rss(lab.process.pid))} MB / ${whole(rss(trainer))} MB`);
    }
    await page.close();
    lab.process.kill('SIGTERM');
    await new Promise((resolve) => lab.process.once('exit', resolve));
    rmSync(data, { recursive: true, force: true });
  }
  await browser.close();
  report('browser host: start to address', `${whole(median(starts))} ms`);
  report('window: address to chain drawn', `${whole(median(ready))} ms`);
}

function bundle(folder: string): string {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file).isFile() && !file.endsWith('.map'));
  const sizes = files.map((file) => [
    statSync(file).size,
    /\.(js|css|html)$/.test(file) ? gzipSync(readFileSync(file)).length : 0,
  ]);
  const sum = (k: number): number => sizes.reduce((total, pair) => total + (pair[k] ?? 0), 0) / 1024;
  return `${whole(sum(0))} kB in ${files.length} files; code ${whole(sum(1))} kB gzipped`;
}

console.log(`${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}\n`);
const digits = { kind: 'mnist', train: 10_000, test: 0 } as const;
const points = { kind: 'moons', train: 100, test: 0, noise: 1 } as const;
const runs: [name: string, plan: Plan, steps: number][] = [
  ['2-6-3-1, batch 10', { ...presets.moons, data: points }, 8_000_000],
  ['784-64-10, batch 100', { ...presets.digits, data: digits }, 40_000],
  ['784-300×4-10, batch 100', { ...presets.exercise2, data: digits }, 6000],
];
for (const [name, plan, steps] of runs) {
  const alone: number[] = [];
  const kept: ReturnType<typeof stored>[] = [];
  for (let i = 0; i < 3; i++) {
    alone.push(engineAlone(plan, steps));
    kept.push(stored(plan, steps));
  }
  const [rate, recorded] = [median(alone), median(kept.map((k) => k.stepsPerSecond))];
  const frames = median(kept.map((k) => k.framesPerSecond));
  report(`${name}: engine alone`, `${whole(rate)} steps/s`);
  const share = `${((100 * recorded) / rate).toFixed(0)} %, ${whole(frames)} frames/s`;
  report(`${name}: frames recorded and stored`, `${whole(recorded)} steps/s (${share})`);
}
report('784-300×4-10, batch 100: trainer’s memory', `${whole(await trainerMemory(presets.exercise2, 200))} MB at most`);
const bare: number[] = [];
for (let i = 0; i < 3; i++) bare.push(await bareTrainer(presets.moons, 1_000_000));
report('2-6-3-1, batch 10, with a test set: trainer', `${whole(median(bare))} steps/s`);
const dense = Array.from({ length: 5 }, () => stored(presets.moons, 1000));
report('2-6-3-1, every step stored', `${whole(median(dense.map((k) => k.framesPerSecond)))} frames/s`);
const loads = await Promise.all(Array.from({ length: 5 }, digitsLoad));
report('10,000 digits from disk', `${median(loads).toFixed(1)} ms`);
const wide: Plan = {
  ...presets.moons,
  data: { kind: 'moons', train: 512, test: 0, noise: 1 },
  batchSize: 512,
  network: chain([4096, 4096, 1], 'relu'),
};
const waits = await pauses(wide);
report('pause in 2-4096-4096-1, batch 512', `${whole(median(waits))} ms, longest ${whole(Math.max(...waits))} ms`);
await window_();
report('window bundle', bundle(join(out, 'renderer')));
