import { expect, test } from 'vitest';
import packageJson from '../../../package.json' with { type: 'json' };
import { npmPackages, officialUrls, wheels } from './pins.ts';
import { nameOf, sourcesFor } from './sources.ts';

const kinds = (platform: string, from?: string): string[] => sourcesFor(platform, from).map(({ kind }) => kind);

test('the official download first, then PyPI where its wheel has the C library, nothing for unknown machines', () => {
  expect(kinds('linux-x64')).toEqual(['official', 'wheel']);
  expect(kinds('darwin-arm64')).toEqual(['official', 'wheel']);
  expect(kinds('win32-x64')).toEqual(['official']);
  expect(kinds('sunos-x64')).toEqual([]);
});

test('what is given is the only source, whatever the machine', () => {
  expect(kinds('linux-x64', '/tmp/lib.tar.gz')).toEqual(['given']);
  expect(kinds('sunos-x64', 'https://mirror.example/lib.tar.gz')).toEqual(['given']);
});

test('a mirror is a folder with the official names in it', () => {
  const [source] = sourcesFor('linux-x64', 'https://mirror.example/tf/');
  expect(source?.title).toBe('https://mirror.example/tf/libtensorflow-cpu-linux-x86_64-2.9.1.tar.gz');
});

test('a given file named as a known wheel must have its hash; a hash of one’s own goes first', () => {
  const wheel = wheels['linux-x64'];
  if (!wheel) throw new Error('there is one');
  expect(sourcesFor('linux-x64', `/tmp/${wheel.file}`)[0]).toMatchObject({ sha256: wheel.sha256 });
  expect(sourcesFor('linux-x64', `https://mirror.example/${wheel.file}?a=b`)[0]).toMatchObject({
    sha256: wheel.sha256,
  });
  expect(sourcesFor('linux-x64', '/tmp/other.whl')[0]).not.toHaveProperty('sha256');
  const own = 'AB'.repeat(32);
  expect(sourcesFor('linux-x64', `/tmp/${wheel.file}`, own)[0]).toMatchObject({ sha256: own.toLowerCase() });
});

test('every pinned hash is one, and every file name is of its platform and version', () => {
  for (const [platform, { sha256, file, version, project }] of Object.entries(wheels)) {
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(file.startsWith(`${project.replace('-', '_')}-${version}-cp311-cp311-`)).toBe(true);
    expect(officialUrls).toHaveProperty(platform);
  }
});

test('tfjs-node is of the same version as the tfjs-core it registers its kernels with', () => {
  expect(npmPackages[0].version).toBe(packageJson.devDependencies['@tensorflow/tfjs-core']);
});

test('the name at the end of a path or an address', () => {
  expect(nameOf('/a/b.whl')).toBe('b.whl');
  expect(nameOf('https://a.example/c/d%2B1.zip?x=/y')).toBe('d+1.zip');
});
