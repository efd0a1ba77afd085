import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { recipe } from './pins.ts';

/** What lies in an installed engine, and where it came from. Written last. */
const manifestSchema = z.strictObject({
  recipe: z.string(),
  platform: z.string(),
  made: z.iso.datetime(),
  tensorflow: z.string(),
  source: z.strictObject({ title: z.string(), sha256: z.string(), checked: z.string() }),
  compiler: z.string(),
  selfTest: z.strictObject({ worst: z.number(), ms: z.number() }),
  /** Bytes of every file in lib/. */
  files: z.record(z.string(), z.number()),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** @returns null where there is none or it cannot be read: then nothing is there that anybody should trust */
export function readManifest(engine: string): Manifest | null {
  try {
    return manifestSchema.parse(JSON.parse(readFileSync(join(engine, 'manifest.json'), 'utf8')));
  } catch {
    return null;
  }
}

export const writeManifest = (engine: string, manifest: Manifest): void =>
  writeFileSync(join(engine, 'manifest.json'), JSON.stringify(manifest, null, 2) + '\n');

/** Why what is installed does not do; null where it does. Looks at sizes, not at contents: it takes a millisecond. */
export function flawOf(engine: string, platform: string): string | null {
  const manifest = readManifest(engine);
  if (!manifest) return existsSync(engine) ? 'its manifest cannot be read' : 'it is not there';
  if (manifest.platform !== platform) return `it was made for ${manifest.platform}`;
  if (manifest.recipe !== recipe) return 'it was made by another version of Goldilocks';
  for (const [name, size] of Object.entries(manifest.files)) {
    const file = join(engine, 'lib', name);
    if (!existsSync(file)) return `${name} is missing`;
    if (statSync(file).size !== size) return `${name} has been changed`;
  }
  return null;
}

/** Hexadecimal SHA-256 of a file, or its digest by another algorithm and in another form. */
export async function digestOf(
  file: string,
  algorithm: 'sha256' | 'sha512' | 'md5' = 'sha256',
  form: 'hex' | 'base64' = 'hex',
): Promise<string> {
  const hash = createHash(algorithm);
  await pipeline(createReadStream(file), hash);
  return hash.digest(form);
}
