// Starts the app in the folder given, as Electron's own default_app does, which the test runtime lacks:
// electron [-r MODULE]… FOLDER [ARGUMENTS]
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { app } from 'electron';

const { values, positionals } = parseArgs({
  args: process.argv.slice(1),
  options: { require: { type: 'string', short: 'r', multiple: true } },
  strict: false,
  allowPositionals: true,
});
const [folder = '.'] = positionals.map((path) => resolve(path));
const required = createRequire(import.meta.url);
for (const file of values.require ?? []) if (typeof file === 'string') required(resolve(file));

Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true });
const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
app.setVersion(manifest.version);
app.setName(manifest.productName ?? manifest.name);
app.setAppPath(folder);
// awaited at the top: `ready` waits for it, and with it for the schemes that the app registers
await import(pathToFileURL(join(folder, manifest.main)).href);
