import type { Refused } from '../../src/main/native/install.ts';
import type { Manifest } from '../../src/main/native/manifest.ts';
import { exercised, npmPackages } from '../../src/main/native/pins.ts';

/** Two columns, the second as long as it likes. */
export function tableOf(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`).join('\n');
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;

/** What is installed, where it came from and what it was found to do. */
export function rowsOf(manifest: Manifest, folder: string, refused: readonly Refused[] = []): [string, string][] {
  const { files, source, selfTest } = manifest;
  const sizes = Object.values(files).reduce((sum, size) => sum + size, 0);
  const unexercised = exercised.has(manifest.platform)
    ? []
    : ([['note', `nobody has tried this on ${manifest.platform} yet; tell us how it went`]] as [string, string][]);
  return [
    ['TensorFlow', `${manifest.tensorflow} for ${manifest.platform}`],
    ...refused.map(({ title, reason }): [string, string] => ['not from', `${title}: ${reason}`]),
    ['from', source.title],
    ['SHA-256', `${source.sha256} (${source.checked})`],
    ['binding', `tfjs-node ${npmPackages[0].version}, compiled with ${manifest.compiler}`],
    [
      'self-test',
      `one step of a 2-3-1 network, at most ${selfTest.worst.toExponential(1)} off float64, in ${selfTest.ms} ms`,
    ],
    ['made', manifest.made],
    ['folder', `${folder} (${megabytes(sizes)})`],
    ...unexercised,
  ];
}
