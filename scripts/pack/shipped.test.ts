import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shipped, writeSbom } from './shipped.mjs';

const root = join(import.meta.dirname, '..', '..');
// the bundles say what they have something of: `npm test` builds before it tests
const unbuilt = !existsSync(join(root, 'out/bundled/main.json'));

interface Bom {
  specVersion: string;
  metadata: { component: { name: string } };
  components: { name: string; version?: string; 'bom-ref': string; licenses?: unknown[]; purl?: string }[];
  dependencies: { ref: string; dependsOn?: string[] }[];
}

let folder: string;
let bom: Bom;
beforeAll(async () => {
  if (unbuilt) return;
  folder = mkdtempSync(join(tmpdir(), 'goldilocks-'));
  await writeSbom(join(folder, 'sbom.cdx.json'));
  bom = JSON.parse(readFileSync(join(folder, 'sbom.cdx.json'), 'utf8')) as Bom;
});
afterAll(() => {
  if (!unbuilt) rmSync(folder, { recursive: true });
});

/** The schema of CycloneDX, as its own library carries it; forms of strings (dates, addresses) are not looked at. */
function validator() {
  const library = dirname(createRequire(import.meta.url).resolve('@cyclonedx/cyclonedx-library/package.json'));
  const schema = (name: string): object =>
    JSON.parse(readFileSync(join(library, 'res', 'schema', `${name}.SNAPSHOT.schema.json`), 'utf8')) as object;
  const ajv = new Ajv({ strict: false, validateFormats: false });
  // by the names that the schema of a bill refers to them by
  for (const name of ['spdx', 'jsf-0.82'])
    ajv.addSchema(schema(name), `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`);
  return ajv.compile(schema(`bom-${bom.specVersion}`));
}

test.skipIf(unbuilt)('the bill of materials is valid CycloneDX', () => {
  expect(['1.5', '1.6']).toContain(bom.specVersion);
  const isValid = validator();
  expect(isValid(bom), JSON.stringify(isValid.errors)).toBe(true);
  expect(isValid({ ...bom, components: [{ name: 'x' }] })).toBe(false); // it looks at components
});

test.skipIf(unbuilt)('it lists what is shipped and nothing else, each with version, licence and address', () => {
  const others = ['@fontsource-variable/inter', 'sqlite', 'zstd'];
  const wanted = shipped().map((path) => {
    const { name, version } = JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8')) as Record<
      string,
      string
    >;
    return `${name}@${version}`;
  });
  const listed = bom.components.filter(({ name }) => !others.includes(name)).map((part) => part['bom-ref']);
  expect(listed.toSorted()).toEqual([...new Set(wanted)].toSorted());
  expect(bom.components.map(({ name }) => name)).toEqual(
    expect.arrayContaining([...others, 'svelte', 'better-sqlite3', 'electron']),
  );
  expect(bom.components.map(({ name }) => name)).not.toContain('vitest');
  for (const { name, version, licenses, purl } of bom.components) {
    expect(licenses, name).not.toHaveLength(0);
    expect(purl, name).toMatch(/^pkg:/);
    if (name !== 'zstd') expect(version, name).toMatch(/^\d/); // it does not tell
  }
  expect(bom.metadata.component.name).toBe('goldilocks');
  for (const { dependsOn = [] } of bom.dependencies)
    for (const on of dependsOn) expect(bom.components.map((part) => part['bom-ref'])).toContain(on);
});
