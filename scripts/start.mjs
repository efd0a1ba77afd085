// `npm start`: installs what is missing, builds what is stale, opens the lab.
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBuilt } from './build.mjs';
import { ensureElectron, hasDisplay } from './electron.mjs';
import { afterElectron, sandboxOf } from './ending.mjs';
import { ensureInstalled, labNode } from './install.mjs';
import { entry, foreground, here, inForeground, root, Stop } from './run.mjs';

const help = `npm start [-- options]

Installs what is missing, builds what is stale and opens the lab: in Electron where its runtime is installed or can be
fetched; otherwise in Chrome, Edge or Chromium, as a window of its own, or else in the default browser.

  --electron     Electron or nothing
  --browser      a tab of the default browser, even where Electron is installed
  --open LESSON  begin with a lesson: its id or number (depth, 2.2), or a lesson file; in Electron a plan file as well
  --data DIR     where experiments and runs are kept
  --port N       the browser host's port (a free one by default)
  --no-open      print the address, open no browser
  --help         this text`;

/** @param {string} line */
const say = (line) => console.log(line);

function options() {
  try {
    const { values } = parseArgs({
      options: {
        electron: { type: 'boolean' },
        browser: { type: 'boolean' },
        data: { type: 'string' },
        open: { type: 'string' },
        port: { type: 'string' },
        'no-open': { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
    if (values.electron && values.browser) throw new TypeError('--electron and --browser exclude each other.');
    return values;
  } catch (error) {
    throw new Stop(`${/** @type {Error} */ (error).message}\n\n${help}`);
  }
}

/** @param {string} electron @param {string[]} args */
async function inElectron(electron, args) {
  const began = performance.now();
  /** @type {import('./ending.mjs').End} */
  const unrunnable = { code: 126, signal: null, asked: false }; // as a shell says it
  const end = await inForeground(electron, args).catch(() => unrunnable);
  return afterElectron(end, performance.now() - began, sandboxOf(electron));
}

entry(async () => {
  const values = options();
  if (values.help) {
    say(help);
    return 0;
  }
  await ensureInstalled(say);
  await ensureBuilt(say);
  const data = values.data === undefined ? [] : ['--data', resolve(here, values.data)];

  const isFile = values.open !== undefined && /\.(goldilocks|json)$/i.test(values.open);
  const first = values.open === undefined ? [] : ['--open', isFile ? resolve(here, values.open) : values.open];

  if (!values.browser) {
    const windowless = !values.electron && !hasDisplay();
    const electron = windowless ? undefined : await ensureElectron(say, values.electron);
    if (values.electron && !electron) {
      throw new Stop(
        'The Electron runtime is not installed and could not be fetched; `npm start -- --browser` needs none.',
      );
    }
    let reason = windowless
      ? 'Electron needs a display'
      : 'The Electron runtime is not installed and cannot be fetched now';
    if (electron) {
      const after = await inElectron(electron, [root, ...data, ...first]);
      if (!after.browser || values.electron) {
        if (after.why) console.error(`\n${after.why}${after.browser ? '; `npm start -- --browser` needs none.' : ''}`);
        return after.code;
      }
      reason = after.why;
    }
    say(`${reason}: the lab opens without it.`);
  }
  const port = values.port === undefined ? [] : ['--port', values.port];
  const open = values['no-open'] ? ['--no-open'] : values.browser ? [] : ['--window'];
  return foreground(labNode(), [
    '--enable-source-maps',
    join(root, 'out/main/serve.js'),
    ...data,
    ...first,
    ...port,
    ...open,
  ]);
});
