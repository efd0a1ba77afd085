// `npm run fuzz -- TARGET… [--seconds N] [--seed N]`: bends files and keeps what reaches new blocks of the program, by V8's block
// coverage. What is thrown and is none of our errors, and what takes long, is saved to test-results/fuzz. Without a target: all.
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { labNode } from './install.mjs';
import { binOf, entry, root, run } from './run.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string', default: '1' } },
});

/** Milliseconds of the processor beyond which an input is saved as slow. */
const SLOW = 1000;
/** Inputs between two looks at the coverage, which take some milliseconds. */
const STRETCH = 5;
const MOST_BYTES = 100_000;

/** Deterministic numbers from 0 to below n. @param {number} seed */
function numbers(seed) {
  let state = seed >>> 0;
  return (/** @type {number} */ n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

const words = ['"', ',', '\n', '[', ']', '{', '}', ':', '1e400', '-0', 'null', '\\ud800', '__proto__', '9007199254740993', '""', '\t', 'PK\u0001\u0002', '\u0000\u0000\u0000\u0000', 'ÿÿÿÿ', 'true', '0.5', '<', '/>']; // prettier-ignore

/** @param {Uint8Array} bytes @param {(n: number) => number} below @param {readonly Uint8Array[]} others */
function bent(bytes, below, others) {
  let all = Buffer.from(bytes);
  for (let k = 1 + below(4); k > 0; k--) {
    const at = below(all.length + 1);
    const length = 1 + below(1 << below(8));
    switch (below(8)) {
      case 0:
        if (at < all.length) all[at] = (all[at] ?? 0) ^ (1 << below(8));
        break;
      case 1:
        if (at < all.length) all[at] = below(256);
        break;
      case 2:
        all = Buffer.concat([all.subarray(0, at), all.subarray(at + length)]);
        break;
      case 3:
        all = Buffer.concat([all.subarray(0, at), all.subarray(at, at + length), all.subarray(at)]);
        break;
      case 4:
        all = Buffer.concat([all.subarray(0, at), Buffer.from(words[below(words.length)] ?? '', below(2) ? 'latin1' : 'utf8'), all.subarray(at)]); // prettier-ignore
        break;
      case 5: {
        const other = others[below(others.length)] ?? bytes;
        const from = below(other.length + 1);
        all = Buffer.concat([all.subarray(0, at), other.subarray(from, from + 16 * length), all.subarray(at + below(2) * length)]); // prettier-ignore
        break;
      }
      case 6:
        if (at + 4 <= all.length) all.writeUInt32LE([0, 1, 0xffffffff, 0x7fffffff, 0x80000000, below(2 ** 32)][below(6)] ?? 0, at); // prettier-ignore
        break;
      default:
        all = all.subarray(0, below(10) === 0 ? at : all.length);
    }
  }
  return new Uint8Array(all.subarray(0, MOST_BYTES));
}

/** @param {Session} session @param {string} method @param {object} [given] @returns {Promise<any>} */
const post = (session, method, given = {}) =>
  new Promise((resolve, reject) =>
    session.post(method, given, (error, result) => (error ? reject(error) : resolve(result))),
  );

entry(async () => {
  const session = new Session();
  session.connect();
  await post(session, 'Profiler.enable');
  await post(session, 'Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  const isAsked = (/** @type {string} */ name) => positionals.length === 0 || positionals.includes(name);
  let found = 0;
  for (const [source, platform] of Object.entries({ targets: 'browser', carried: 'node' })) {
    const isCarried = (/** @type {string} */ name) => name.startsWith('carried');
    if (positionals.length > 0 && !positionals.some((name) => isCarried(name) === (source === 'carried'))) continue;
    // within the checkout, so that what is native is found
    const bundle = join(root, 'test-results', 'fuzz', `${source}-${process.pid}.mjs`);
    const { code } = await run(labNode(), [binOf('rolldown'), join(root, `scripts/fuzz/${source}.ts`), '--format', 'esm', '--platform', platform, '--external', 'better-sqlite3', '--external', '@bokuweb/zstd-wasm', '--no-code-splitting', '-o', bundle, '--log-level', 'silent'], { stdio: 'inherit' }); // prettier-ignore
    if (code !== 0) return code;
    const { targets, seeds } = await import(pathToFileURL(bundle).href);
    for (const name of Object.keys(targets).filter(isAsked))
      found += await fuzz(session, bundle, name, targets[name], seeds);
    rmSync(bundle);
  }
  return found > 0 ? 1 : 0;
});

/** @param {Session} session @param {string} bundle @param {string} name @param {(bytes: Uint8Array, file: string) => string} read
 *  @param {readonly Uint8Array[]} seeds @returns {Promise<number>} findings */
async function fuzz(session, bundle, name, read, seeds) {
  const folder = join(root, 'test-results', 'fuzz', name.replaceAll(' ', '-'));
  const below = numbers(Number(values.seed));
  const reached = new Set();
  const thrown = new Set();
  let [corpus, inputs, slowest] = [[...seeds], 0, 0];
  /** Takes what ran since the last look. @returns {Promise<number>} blocks that are new */
  const look = async () => {
    const { result } = await post(session, 'Profiler.takePreciseCoverage');
    const before = reached.size;
    for (const { url, functions } of result)
      if (url === pathToFileURL(bundle).href)
        for (const { ranges } of functions)
          for (const { startOffset, endOffset, count } of ranges)
            if (count > 0) reached.add(startOffset * 2 ** 24 + endOffset);
    return reached.size - before;
  };
  const attempt = (/** @type {Uint8Array} */ bytes) => {
    inputs++;
    const began = process.cpuUsage();
    try {
      const said = read(bytes, 'file');
      if (said.length > 1500 || /NaN|undefined/.test(said.replace(/“[^”]*”/g, ''))) throw new Error(`said: ${said.slice(0, 80)}`); // prettier-ignore
    } catch (error) {
      save('thrown', bytes, error instanceof Error ? `${error.message}\n${error.stack}` : String(error));
    }
    const { user, system } = process.cpuUsage(began);
    const ms = (user + system) / 1000;
    slowest = Math.max(slowest, ms);
    if (ms > SLOW) save('slow', bytes, `${Math.round(ms / 1000)} s`);
  };
  const save = (/** @type {string} */ kind, /** @type {Uint8Array} */ bytes, /** @type {string} */ why) => {
    const key = `${kind} ${why.split('\n').slice(0, 1).join('').replace(/\d+/g, '#')}`;
    if (thrown.has(key)) return;
    thrown.add(key);
    mkdirSync(folder, { recursive: true });
    const file = join(folder, `${kind}-${createHash('sha256').update(bytes).digest('hex').slice(0, 12)}`);
    writeFileSync(file, bytes);
    console.log(`${name}: ${kind}: ${why.slice(0, 600)}\n  ${file}`);
  };
  for (const seed of seeds) attempt(seed);
  await look();
  const end = performance.now() + 1000 * Number(values.seconds);
  while (performance.now() < end) {
    const waiting = Array.from({ length: STRETCH }, () => bent(corpus[below(corpus.length)] ?? new Uint8Array(), below, corpus)); // prettier-ignore
    waiting.forEach(attempt);
    if ((await look()) > 0) corpus = [...corpus, ...waiting];
    if (corpus.length > 3000) corpus = [...seeds, ...corpus.slice(-1500)];
  }
  console.log(`${name}: ${inputs} inputs, ${reached.size} blocks, ${values.seconds} s, slowest ${slowest.toFixed(0)} ms, ${thrown.size} findings`); // prettier-ignore
  return thrown.size;
}
