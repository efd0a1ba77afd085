import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { getRawHeader } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { expect, test } from '@playwright/test';
import type { Packed } from '../scripts/pack/for-tests.mjs';

// What is in the program as it is handed out. `npm run test:packed` packs it first.

const root = join(import.meta.dirname, '..');
const packed = JSON.parse(process.env['TEST_PACKED'] ?? '{}') as Packed;
const MiB = 2 ** 20;

/** The files of an archive by their path, with their sizes. */
function filesIn(archive: string): Map<string, number> {
  interface Node {
    size?: number;
    files?: Record<string, Node>;
  }
  const found = new Map<string, number>();
  const walk = (node: Node, path: string): void => {
    if (node.size !== undefined) found.set(path, node.size);
    for (const [name, child] of Object.entries(node.files ?? {})) walk(child, path ? `${path}/${name}` : name);
  };
  walk(getRawHeader(archive).header, '');
  return found;
}

const filesUnder = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

const sizeOf = (files: string[]): number => files.reduce((sum, file) => sum + statSync(file).size, 0);

test.describe('what is in it', () => {
  const files = filesIn(join(packed.resources, 'app.asar'));

  test('the build, five resources, better-sqlite3 and zstd, and nothing else', () => {
    const allowed = [
      /^package\.json$/,
      /^out\/main\/(electron|trainer|carrier|keeper|native-probe|native-install)\.js$/,
      /^out\/main\/chunks\/[\w-]+\.js$/,
      /^out\/preload\/preload\.cjs$/,
      /^out\/renderer-manifest\.json$/,
      /^out\/renderer\/(index\.html|assets\/[\w.-]+\.(js|css|woff2|svg|png|wasm))$/,
      /^resources\/(mnist\.bin|kernels\.wasm|tensorflow\.cjs|tfjs-backend-wasm-simd\.wasm|icon\.png)$/,
      /^node_modules\/better-sqlite3\/(package\.json|LICENSE|lib\/[\w/-]+\.js)$/,
      /^node_modules\/@bokuweb\/zstd-wasm\/(package\.json|dist\/common\/([\w./-]+\.js|zstd\.wasm))$/,
      `node_modules/better-sqlite3/prebuilds/${process.platform}-${process.arch}.node`,
    ];
    const strange = [...files.keys()].filter(
      (file) => !allowed.some((one) => (typeof one === 'string' ? one === file : one.test(file))),
    );
    expect(strange).toEqual([]);
    expect([...files.keys()].filter((file) => file.startsWith('resources/'))).toHaveLength(5);
  });

  test('every file of the window that the build made', () => {
    const manifest = JSON.parse(readFileSync(join(root, 'out/renderer-manifest.json'), 'utf8')) as {
      path: string;
      size: number;
    }[];
    expect(manifest.length).toBeGreaterThan(3);
    for (const { path, size } of manifest) expect(files.get(`out/renderer/${path}`), path).toBe(size);
  });

  test('outside the archive one binary, for this system', () => {
    const outside = filesUnder(join(packed.resources, 'app.asar.unpacked'));
    expect(outside).toHaveLength(1);
    expect(outside[0]).toContain(`${process.platform}-${process.arch}.node`);
    const others = filesUnder(dirname(packed.program)).filter((file) => file.endsWith('.node'));
    expect(process.platform === 'darwin' ? outside : others).toEqual(outside);
  });

  test('no more than 25 MiB besides Electron', () => {
    const parts = new Map<string, number>();
    for (const [file, size] of files) {
      const part = file.startsWith('resources/') ? file : file.split('/').slice(0, 2).join('/');
      parts.set(part, (parts.get(part) ?? 0) + size);
    }
    for (const name of ['NOTICES.txt', 'LICENSE.txt', 'sbom.cdx.json']) {
      const file = [dirname(packed.program), dirname(packed.resources)]
        .map((folder) => join(folder, name))
        .find((path) => existsSync(path));
      expect(file, name).toBeDefined();
      parts.set(name, sizeOf([file ?? '']));
    }
    const total = [...parts.values()].reduce((sum, size) => sum + size, 0);
    const line = (name: string, size: number): string => `  ${(size / MiB).toFixed(2).padStart(7)} MiB  ${name}`;
    console.log(
      [
        ...[...parts].sort((a, b) => b[1] - a[1]).map(([name, size]) => line(name, size)),
        line('in all besides Electron', total),
      ].join('\n'),
    );
    const archive = sizeOf([join(packed.resources, 'app.asar')]);
    console.log(line('app.asar itself, without what is unpacked', archive));
    for (const [name, file] of Object.entries({ deb: packed.deb, AppImage: packed.appImage }))
      if (file) console.log(line(name, sizeOf([file])));
    if (process.platform !== 'darwin')
      console.log(line('the folder, Electron included', sizeOf(filesUnder(dirname(packed.program)))));
    expect(total).toBeLessThan(25 * MiB);
  });

  test('the fuses', async () => {
    const program =
      process.platform === 'darwin' ? packed.program.replace(/\/Contents\/MacOS\/.*/, '') : packed.program;
    const wire = await getCurrentFuseWire(program);
    const state = (fuse: FuseV1Options): boolean => Number(wire[fuse]) === '1'.charCodeAt(0); // as it stands in the program
    expect({
      runAsNode: state(FuseV1Options.RunAsNode),
      nodeOptions: state(FuseV1Options.EnableNodeOptionsEnvironmentVariable),
      inspect: state(FuseV1Options.EnableNodeCliInspectArguments),
      onlyAsar: state(FuseV1Options.OnlyLoadAppFromAsar),
      integrity: state(FuseV1Options.EnableEmbeddedAsarIntegrityValidation),
      fileProtocol: state(FuseV1Options.GrantFileProtocolExtraPrivileges),
      ownSnapshot: state(FuseV1Options.LoadBrowserProcessSpecificV8Snapshot),
    }).toEqual({
      runAsNode: false,
      nodeOptions: false,
      inspect: false,
      onlyAsar: true,
      integrity: true,
      fileProtocol: false,
      ownSnapshot: false,
    });
  });
});
