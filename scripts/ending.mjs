// What `npm start` makes of the way in which Electron ended.
import { readFileSync, statSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * How a program ended: by itself with a code, or by a signal. `asked`: after a signal that was sent to us and passed on.
 * @typedef {{ code: number | null, signal: NodeJS.Signals | null, asked: boolean }} End
 */

/**
 * What of the machine forbids Chromium's sandbox, without which Electron does not start.
 * @typedef {{ root: boolean, namespacesForbidden: boolean, helperReady: boolean }} Sandbox
 */

/** Milliseconds within which Electron has failed to start; afterwards it crashed. */
export const startTime = 5000;

/** Signals that ask a program to end. @type {readonly (string | null)[]} */
const requests = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** As a shell gives it: 128 + n for signal n. @param {Pick<End, 'code' | 'signal'>} end @returns {number} */
export const exitCode = ({ code, signal }) => code ?? 128 + (signal ? constants.signals[signal] : 0);

/**
 * What comes after Electron: the browser host instead of it, or the end with an exit code; and the one line that says why.
 * @param {End} end @param {number} lived milliseconds @param {Sandbox} sandbox
 * @returns {{ browser: false, code: number, why?: string } | { browser: true, code: number, why: string }}
 */
export function afterElectron(end, lived, sandbox) {
  const code = exitCode(end);
  if (code === 0 || end.asked || requests.includes(end.signal)) return { browser: false, code };
  const how = end.signal ? `it was ended by ${end.signal}` : `exit ${code}`;
  if (lived >= startTime)
    return { browser: false, code, why: `Electron crashed (${how}). What was recorded is saved.` };
  return { browser: true, code, why: `Electron could not start (${causeOf(end, sandbox) ?? how})` };
}

/** The likely cause, where it can be known. @param {End} end @param {Sandbox} sandbox */
function causeOf({ code }, { root, namespacesForbidden, helperReady }) {
  if (code === 127) return 'a library that it needs is missing';
  if (root) return 'Chromium’s sandbox does not run as root';
  if (namespacesForbidden && !helperReady)
    return 'this system forbids user namespaces to programs, and Electron’s chrome-sandbox is not root’s with mode 4755';
  return undefined;
}

/** What forbids the sandbox here. @param {string} electron path of the program @returns {Sandbox} */
export function sandboxOf(electron) {
  if (process.platform !== 'linux') return { root: false, namespacesForbidden: false, helperReady: true };
  return {
    root: process.getuid?.() === 0,
    namespacesForbidden:
      setting('kernel/apparmor_restrict_unprivileged_userns') === '1' || // Ubuntu since 23.10
      setting('kernel/unprivileged_userns_clone') === '0' || // Debian
      setting('user/max_user_namespaces') === '0', // hardened systems
    helperReady: setuidRoot(join(dirname(electron), 'chrome-sandbox')),
  };
}

/** A setting of the kernel, if it has it. @param {string} name */
function setting(name) {
  try {
    return readFileSync(join('/proc/sys', name), 'utf8').trim();
  } catch {
    return undefined;
  }
}

/** @param {string} file */
function setuidRoot(file) {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat !== undefined && stat.uid === 0 && (stat.mode & 0o4000) !== 0;
}
