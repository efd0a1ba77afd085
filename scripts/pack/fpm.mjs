#!/usr/bin/env node
// Stands in for fpm where that cannot be fetched: takes what electron-builder tells fpm and makes the deb with dpkg-deb.
// For tests. The release uses fpm itself.
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const text = /** @type {const} */ ({ type: 'string' });
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    s: { ...text, short: 's' },
    t: { ...text, short: 't' },
    d: { ...text, short: 'd', multiple: true },
    force: { type: 'boolean' },
    'deb-recommends': { ...text, multiple: true },
    'deb-compression': text,
    'deb-priority': text,
    'after-install': text,
    'after-remove': text,
    ...Object.fromEntries(
      ['architecture', 'description', 'version', 'package', 'name', 'maintainer', 'vendor', 'url', 'license'].map(
        (name) => [name, text],
      ),
    ),
  },
});
const value = (/** @type {string} */ name) => String(/** @type {Record<string, unknown>} */ (values)[name] ?? '');
if (value('s') !== 'dir' || value('t') !== 'deb') throw new Error('only folders become packages here, and only debs');

const stage = mkdtempSync(join(tmpdir(), 'goldilocks-deb-'));
chmodSync(stage, 0o755); // it becomes the root of the package
try {
  for (const mapping of positionals) {
    const at = mapping.lastIndexOf('=');
    const [from, to] = [mapping.slice(0, at), join(stage, mapping.slice(at + 1))];
    mkdirSync(dirname(to), { recursive: true });
    cpSync(from, to, { recursive: true });
  }
  const kib = (/** @type {string} */ folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .reduce((sum, entry) => sum + Math.ceil(statSync(join(entry.parentPath, entry.name)).size / 1024), 0);
  const control = {
    Package: value('name'),
    Version: value('version'),
    License: value('license'),
    Vendor: value('vendor'),
    Architecture: value('architecture'),
    Maintainer: value('maintainer'),
    'Installed-Size': kib(stage),
    Depends: (values.d ?? []).join(', '),
    Recommends: (values['deb-recommends'] ?? []).join(', '),
    Section: 'default',
    Priority: value('deb-priority'),
    Homepage: value('url'),
    Description: value('description'),
  };
  mkdirSync(join(stage, 'DEBIAN'));
  const lines = Object.entries(control).flatMap(([name, said]) => (said === '' ? [] : [`${name}: ${said}\n`]));
  writeFileSync(join(stage, 'DEBIAN', 'control'), lines.join(''));
  for (const [script, name] of Object.entries({ 'after-install': 'postinst', 'after-remove': 'postrm' }))
    writeFileSync(join(stage, 'DEBIAN', name), readFileSync(value(script)), { mode: 0o755 });
  const pressed = value('deb-compression') === 'xz' ? ['-Zxz'] : ['-Zgzip', '-z1']; // in tests it need not be small
  const { status } = spawnSync('dpkg-deb', ['--root-owner-group', ...pressed, '--build', stage, value('package')], {
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
} finally {
  rmSync(stage, { recursive: true, force: true });
}
