// Starting other programs.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exitCode } from './ending.mjs';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The folder the person stands in, from which paths they typed are meant: npm goes to the root and leaves word of it. */
export const here = (process.cwd() === root && process.env['INIT_CWD']) || process.cwd();

/** A mistake the person at the keyboard can mend: printed as one sentence, without a stack. */
export class Stop extends Error {}

/**
 * Runs a script's main function; a Stop becomes one sentence and exit code 1, anything else is a bug and says so.
 * @param {() => Promise<number>} main resolves to the exit code
 */
export function entry(main) {
  main().then(
    (code) => process.exit(code),
    (error) => {
      console.error(error instanceof Stop ? `\n${error.message}` : error);
      process.exit(1);
    },
  );
}

/**
 * Runs a program to its end.
 * @param {string} command @param {string[]} args @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<{code: number, output: string}>} `output` holds what was written to pipes; a signal n is code 128
 */
export function run(command, args, options) {
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...options });
  /** @type {Buffer[]} */
  const chunks = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => chunks.push(chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 128, output: Buffer.concat(chunks).toString() }));
  });
}

/**
 * Runs a program in the foreground: it has the terminal and gets the signals sent to us.
 * @param {string} command @param {string[]} args
 * @returns {Promise<import('./ending.mjs').End>} rejects when it cannot be started
 */
export function inForeground(command, args) {
  const child = spawn(command, args, { stdio: 'inherit', cwd: here });
  let asked = false;
  /** @param {NodeJS.Signals} signal */
  const pass = (signal) => {
    asked = true;
    // A terminal sends Ctrl-C to the child as well; a second one from here would mean "at once".
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
  for (const signal of signals) process.on(signal, pass);
  /** @type {Promise<import('./ending.mjs').End>} */
  const end = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve({ code, signal, asked }));
  });
  return end.finally(() => {
    for (const signal of signals) process.off(signal, pass);
  });
}

/**
 * Runs a program in the foreground whose end is ours.
 * @param {string} command @param {string[]} args
 * @returns {Promise<number>} the exit code
 */
export const foreground = async (command, args) => exitCode(await inForeground(command, args));

/**
 * The JavaScript file behind a package's command, to be run with a Node of our choice on any platform.
 * @param {string} pkg @param {string} [command]
 */
export function binOf(pkg, command = pkg) {
  const folder = join(root, 'node_modules', pkg);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof bin === 'string' ? bin : bin[command]);
}

/** @param {number} since in ms, from performance.now() */
export const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;
