import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, extname, join, relative, sep } from 'node:path';
import type { Plugin } from 'vite';

const mimes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

/** One file of the built window: both hosts serve exactly the files listed, under exactly these types. */
export interface ManifestEntry {
  /** Relative to out/renderer, with forward slashes. */
  path: string;
  /** In bytes. */
  size: number;
  /** Hexadecimal. */
  sha256: string;
  mime: string;
}

/** Lists every file under a folder, sorted by path. @throws Error for a file whose type has no entry in the table. */
export function manifestOf(folder: string): ManifestEntry[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const file = join(entry.parentPath, entry.name);
      const mime = mimes[extname(file)];
      if (!mime) throw new Error(`${file}: no media type is known for "${extname(file)}" (scripts/vite-plugins.ts)`);
      const bytes = readFileSync(file);
      return {
        path: relative(folder, file).split(sep).join('/'),
        size: bytes.length,
        sha256: createHash('sha256').update(bytes).digest('hex'),
        mime,
      };
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Writes the manifest of the built window when the build has ended. */
export const rendererManifest = (folder: string, file: string): Plugin => ({
  name: 'renderer-manifest',
  apply: 'build',
  closeBundle: {
    order: 'post',
    handler: () => {
      writeFileSync(file, JSON.stringify(manifestOf(folder), null, 2) + '\n');
    },
  },
});

/** Keeps KaTeX's .woff and .ttf (about 1 MB) out of the bundle: every browser that runs the lab reads woff2. */
export const katexWoff2Only = (): Plugin => ({
  name: 'katex-woff2-only',
  enforce: 'pre',
  transform(code, id) {
    if (!/katex(\.min)?\.css/.test(id)) return null;
    return code.replace(/,\s*url\([^)]+\.(?:woff|ttf)\)\s*format\((["'])(?:woff|truetype)\1\)/g, '');
  },
});

/** The packages that modules come from, as paths in the lockfile (`node_modules/a`, `node_modules/a/node_modules/@b/c`), sorted. */
export function packagesOf(modules: Iterable<string>): string[] {
  const found = new Set<string>();
  for (const id of modules) {
    const path =
      /(?<=^|[/\\])node_modules(?:[/\\](?:@[^/\\]+[/\\])?[^/\\]+[/\\]node_modules)*[/\\](?:@[^/\\]+[/\\])?[^/\\]+/.exec(
        id,
      )?.[0];
    if (path) found.add(path.split(sep).join('/'));
  }
  return [...found].sort();
}

/** Writes down which packages each file of a bundle has something of: they are shipped, whatever package.json calls them. */
export const bundledPackages = (file: string): Plugin => ({
  name: 'bundled-packages',
  apply: 'build',
  generateBundle(_options, bundle) {
    const styles = [...this.getModuleIds()].filter((id) => /\.css($|\?)/.test(id)); // and the fonts they name
    const found: Record<string, string[]> = { styles: packagesOf(styles) };
    for (const part of Object.values(bundle))
      if (part.type === 'chunk') found[part.fileName] = packagesOf(part.moduleIds);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(found, null, 2) + '\n');
  },
});
