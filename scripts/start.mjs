// `npm start`: installs what is missing, builds what is stale, opens the lab.
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBuilt } from './build.mjs';
import { ensureElectron, hasDisplay } from './electron.mjs';
import { ensureInstalled, labNode } from './install.mjs';
import { entry, foreground, here, root, Stop } from './run.mjs';

const help = `npm start [-- options]

Installs what is missing, builds what is stale and opens the lab: in Electron where its runtime is installed or can be
fetched, otherwise in the browser.

  --electron     Electron or nothing
  --browser      the browser, even where Electron is installed
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

entry(async () => {
  const values = options();
  if (values.help) {
    say(help);
    return 0;
  }
  await ensureInstalled(say);
  await ensureBuilt(say);
  const data = values.data === undefined ? [] : ['--data', resolve(here, values.data)];

  if (!values.browser) {
    const windowless = !values.electron && !hasDisplay();
    const electron = windowless ? undefined : await ensureElectron(say, values.electron);
    if (values.electron && !electron) {
      throw new Stop(
        'The Electron runtime is not installed and could not be fetched; `npm start -- --browser` needs none.',
      );
    }
    let reason = windowless ? 'There is no display' : 'The Electron runtime is not installed and cannot be fetched now';
    if (electron) {
      const began = performance.now();
      const code = await foreground(electron, [root, ...data]);
      // A sandbox the system forbids, a missing library: Electron then dies before it shows a window.
      const stillborn = code > 0 && code < 128 && performance.now() - began < 5000;
      if (values.electron || !stillborn) return code;
      reason = `Electron could not start (exit ${code})`;
    }
    say(`${reason}: the lab opens in the browser.`);
  }
  const port = values.port === undefined ? [] : ['--port', values.port];
  const open = values['no-open'] ? ['--no-open'] : [];
  return foreground(labNode(), ['--enable-source-maps', join(root, 'out/main/serve.js'), ...data, ...port, ...open]);
});
