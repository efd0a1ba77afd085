// The engine against its peers, on seven networks: forward, loss, backward and an SGD update, float32, nothing observed. All take
// turns in one run, so that whatever else the machine does meets all of them; medians over the rounds.
//   node bench/engine.ts [--rounds 5] [--seconds 0.4] [--networks 1,5] [--peers tfjs,Gold]
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { contest, type Standing } from './contest.ts';
import { ensurePeers } from './install.ts';
import { networks } from './networks.ts';
import { ours } from './ours.ts';
import { brain } from './peers/brain.ts';
import { convnet } from './peers/convnet.ts';
import { tfjs } from './peers/tfjs.ts';
import { torch } from './peers/torch.ts';
import { tensorflow } from './tensorflow.ts';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '0.4' },
    networks: { type: 'string', default: networks.map((_, i) => i + 1).join() },
    peers: { type: 'string', default: '' },
  },
});
const say = (line: string): void => console.log(line);
const threads = availableParallelism() > 1 ? [1, 2] : [1];

const installed = await ensurePeers(say);
const python = await torch(threads);
const own = threads.map(ours);
const second = await tensorflow(say);
const wanted = options.peers.split(',');
const peers = [...(installed ? [...tfjs(), ...brain(), ...convnet()] : []), ...python.peers, ...second, ...own].filter(
  ({ name }) => wanted.some((part) => name.toLowerCase().includes(part.toLowerCase())),
);
const columns = [
  ...['tfjs', 'brain.js', 'ConvNetJS', ...threads.map((count) => `PyTorch ${count}`)],
  ...new Set(second.map(({ column }) => column)),
  ...own.map(({ column }) => column),
];

/** Of a column the fastest that computes what it should. */
function best(standings: Standing[], column: string): Standing | undefined {
  const candidates = standings.filter((standing) => standing.column === column);
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

/** Ours to PyTorch's, for each number of threads. */
const ratios = (standings: Standing[]): Record<string, number> =>
  Object.fromEntries(
    own.flatMap((peer) => {
      const mine = best(standings, peer.column)?.median ?? NaN;
      const theirs = best(standings, `PyTorch ${peer.threads}`)?.median ?? NaN;
      return Number.isFinite(mine / theirs) ? [[String(peer.threads), mine / theirs]] : [];
    }),
  );

const machine = `${availableParallelism()} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}, Node ${process.version}`;
say(`${machine}; ${python.about}`);
say(`Steps a second: medians of ${options.rounds} rounds of ${options.seconds} s each, in turns.`);
say(
  'Of tfjs the faster backend (wasm, cpu), of PyTorch on two threads the faster setting. ~: other losses (see below).\n',
);
const titles = [...columns, ...(own.length > 0 ? [`ratio to PyTorch, ${threads.join(' / ')}`] : [])];
const widths = titles.map((title) => Math.max(title.length, 10) + 2);
const nameWidth = Math.max(...networks.map(({ name }) => name.length));
const line = (name: string, cells: string[]): string =>
  name.padEnd(nameWidth) + cells.map((text, i) => text.padStart(widths[i] ?? 0)).join('');
say(line('network', titles));

const results: { network: string; ratios: Record<string, number>; standings: Standing[] }[] = [];
for (const number of options.networks.split(',').map(Number)) {
  const network = networks[number - 1];
  if (!network) throw new Error(`there is no network ${number}`);
  const standings = await contest(network, peers, Number(options.rounds), Number(options.seconds));
  const ratio = ratios(standings);
  results.push({ network: network.name, ratios: ratio, standings });
  const compared = threads.map((count) => ratio[count]?.toFixed(2) ?? '–').join(' / ');
  say(
    line(network.name, [
      ...columns.map((column) => cell(best(standings, column))),
      ...(own.length > 0 ? [compared] : []),
    ]),
  );
}
for (const peer of peers) peer.close?.();

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
writeFileSync(file, `${JSON.stringify({ machine, torch: python.about, settings, results }, null, 2)}\n`);
