// The engine against its peers, on eight networks: forward, loss, backward and an SGD update, float32, nothing observed. All take
// turns in one run, so that whatever else the machine does meets all of them; medians over the rounds.
//   node bench/engine.ts [--rounds 5] [--seconds 0.4] [--networks 1,5] [--peers tfjs,Gold] [--install]
// --install first brings JAX and the newest PyTorch into bench/.venv; without it they are measured where they are there already.
import './built.ts';
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { contest, type Standing } from './contest.ts';
import { ensurePeers, installPython, peerPython } from './install.ts';
import { networks } from './networks.ts';
import { ours } from './ours.ts';
import { brain } from './peers/brain.ts';
import { convnet } from './peers/convnet.ts';
import { jax } from './peers/jax.ts';
import { tfjs } from './peers/tfjs.ts';
import type { Peer } from './peers/peer.ts';
import { systemTorch, wheelTorch } from './peers/torch.ts';
import { tensorflow } from './tensorflow.ts';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '0.4' },
    networks: { type: 'string', default: networks.map((_, i) => i + 1).join() },
    peers: { type: 'string', default: '' },
    install: { type: 'boolean', default: false },
  },
});
const say = (line: string): void => console.log(line);
const threads = availableParallelism() > 1 ? [1, 2] : [1];

const installed = await ensurePeers(say);
if (options.install && !(await installPython(say))) process.exit(1);
const venv = peerPython();
/** What lives in processes of Python, by the titles of their columns. */
const pythons = {
  'PyTorch 1.x': await systemTorch('PyTorch 1.x', threads),
  'PyTorch 2.x': await inVenv('PyTorch 2.x', wheelTorch),
  JAX: await inVenv('JAX', jax),
};
const about = Object.values(pythons).map((python) => python.about);
const own = threads.map(ours);
const second = await tensorflow(say);
const wanted = options.peers.split(',');
const outside = Object.values(pythons).flatMap((python) => python.peers);
const peers = [...(installed ? [...tfjs(), ...brain(), ...convnet()] : []), ...outside, ...second, ...own].filter(
  ({ name }) => wanted.some((part) => name.toLowerCase().includes(part.toLowerCase())),
);
const columns = [
  ...[
    'tfjs',
    'brain.js',
    'ConvNetJS',
    ...Object.keys(pythons).flatMap((title) => threads.map((count) => `${title} · ${count}`)),
  ],
  ...new Set(second.map(({ column }) => column)),
  ...own.map(({ column }) => column),
];

/** What bench/.venv has, or no peers where it is not, or not as it should be: that spoils nobody else's figures. */
async function inVenv(
  title: string,
  open: (python: string, title: string, threads: number[]) => Promise<{ peers: Peer[]; about: string }>,
): Promise<{ peers: Peer[]; about: string }> {
  if (venv === undefined) return { peers: [], about: `${title} is not here (node bench/engine.ts --install)` };
  return open(venv, title, threads).catch((error: unknown) => ({
    peers: [],
    about: `${title} does not start (${String(error)})`,
  }));
}

/** Of some columns the fastest that computes what it should. */
function best(standings: Standing[], ...names: string[]): Standing | undefined {
  const candidates = standings.filter(({ column }) => names.includes(column));
  const right = candidates.filter(({ verdict }) => verdict === 'agrees' || verdict === 'differs');
  return (right.length > 0 ? right : candidates).toSorted((a, b) => b.median - a.median)[0];
}

const marks = { agrees: '', differs: '~', wrong: ' WRONG', cannot: '', failed: '' };
function cell(standing: Standing | undefined): string {
  if (!standing) return 'not here';
  if (standing.verdict === 'cannot') return '–';
  if (standing.verdict === 'failed') return 'failed';
  const { median, verdict } = standing;
  const digits = median < 10 ? 1 : 0;
  const figure = median.toLocaleString('en-US', { maximumFractionDigits: digits, minimumFractionDigits: digits });
  return figure + marks[verdict];
}

const times = (ratio: number | undefined): string => ratio?.toFixed(2) ?? '–';

/** Whom ours is compared with at the end of a line, and in which columns they stand: of the versions the fastest counts. */
const rivals = { PyTorch: ['PyTorch 1.x', 'PyTorch 2.x'], JAX: ['JAX'] };

/** Ours to a rival's, for each number of threads. */
const ratios = (standings: Standing[], titles: string[]): Record<string, number> =>
  Object.fromEntries(
    own.flatMap((peer) => {
      const mine = best(standings, peer.column)?.median ?? NaN;
      const theirs = best(standings, ...titles.map((title) => `${title} · ${peer.threads}`))?.median ?? NaN;
      return Number.isFinite(mine / theirs) ? [[String(peer.threads), mine / theirs]] : [];
    }),
  );

const machine = `${availableParallelism()} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}, Node ${process.version}`;
say([machine, ...about].join('; '));
say(`Steps a second: medians of ${options.rounds} rounds of ${options.seconds} s each, in turns.`);
say('PyTorch 2.x · 1 is on one thread, · 2 on two; all are kept to as many cores as they have threads.');
say('Of tfjs the faster backend (wasm, cpu), of PyTorch on two threads the faster setting, and the faster version in');
say('the ratio. ~: other losses (see below).\n');
const shown = own.length > 0 ? Object.keys(rivals) : [];
const titles = [...columns, ...shown.map((name) => `ratio to ${name}, ${threads.join(' / ')}`)];
const widths = titles.map((title) => Math.max(title.length, 10) + 2);
const nameWidth = Math.max(...networks.map(({ name }) => name.length));
const line = (name: string, cells: string[]): string =>
  name.padEnd(nameWidth) + cells.map((text, i) => text.padStart(widths[i] ?? 0)).join('');
say(line('network', titles));

const results: { network: string; ratios: Record<string, Record<string, number>>; standings: Standing[] }[] = [];
for (const number of options.networks.split(',').map(Number)) {
  const network = networks[number - 1];
  if (!network) throw new Error(`there is no network ${number}`);
  const standings = await contest(network, peers, Number(options.rounds), Number(options.seconds));
  const ratio = Object.fromEntries(Object.entries(rivals).map(([name, titles]) => [name, ratios(standings, titles)]));
  results.push({ network: network.name, ratios: ratio, standings });
  const compared = shown.map((name) => threads.map((count) => times(ratio[name]?.[count])).join(' / '));
  say(line(network.name, [...columns.map((column) => cell(best(standings, column))), ...compared]));
}
for (const peer of new Set([...peers, ...outside])) peer.close?.();

say('');
for (const { name, differs } of peers) if (differs) say(`${name}: ${differs}`);
const wrong = results.flatMap(({ network, standings }) =>
  standings.filter(({ verdict }) => verdict === 'wrong').map(({ name, deviation }) => ({ network, name, deviation })),
);
for (const { network, name, deviation } of wrong)
  say(
    `WRONG: ${name} on ${network}: its losses are up to ${deviation.toExponential(1)} (relative) from the reference's`,
  );
if (wrong.length > 0) process.exitCode = 1;
const settings = { rounds: Number(options.rounds), seconds: Number(options.seconds) };
const file = join(import.meta.dirname, 'results.json');
writeFileSync(file, `${JSON.stringify({ machine, python: about, settings, results }, null, 2)}\n`);
