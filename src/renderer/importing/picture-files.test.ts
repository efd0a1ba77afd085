import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { dataSetOf } from '../../core/data/data-set.ts';
import type { PathFile } from './folder.ts';
import { PictureFilesImport } from './picture-files.svelte.ts';

type Draw = (pen: OffscreenCanvasRenderingContext2D, width: number, height: number) => void;

/** A picture file, as another program would have written it. */
async function picture(path: string, side: number, ground: string, ink: string, draw?: Draw): Promise<PathFile> {
  const canvas = new OffscreenCanvas(side, side);
  const pen = canvas.getContext('2d');
  if (!pen) throw new Error('no canvas');
  pen.fillStyle = ground;
  pen.fillRect(0, 0, side, side);
  pen.fillStyle = ink;
  if (draw) draw(pen, side, side);
  else pen.fillRect(side / 4, side / 4, side / 4, side / 2);
  const type = path.endsWith('png') ? 'image/png' : 'image/jpeg';
  const blob = await canvas.convertToBlob({ type });
  return { path, file: new File([blob], path.split('/').at(-1) ?? '', { type }) };
}

async function read(files: readonly PathFile[]): Promise<PictureFilesImport> {
  const given = new PictureFilesImport(files, 1);
  await given.read();
  return given;
}

const inFolders = (): Promise<PathFile[]> =>
  Promise.all([
    picture('set/cat/1.png', 200, 'white', 'black'),
    picture('set/cat/2.jpg', 300, '#eee', '#222'),
    picture('set/dog/1.png', 28, 'white', 'black'),
    picture('set/dog/2.jpeg', 90, 'white', 'navy'),
  ]);

test('pictures of any size in folders become 28 × 28, ink light, with the folders’ names as classes', async () => {
  const given = await read(await inFolders());
  expect([given.failure, given.problem, given.leftOut.length, given.title]).toEqual(['', '', 0, 'set']);
  expect([given.dark, given.small, given.drawn, given.keep, given.source]).toEqual([4, 1, 'dark', false, 'folder']);
  const { set } = given;
  expect([set?.rows, set?.classes, [...(set?.labels ?? [])]]).toEqual([4, ['cat', 'dog'], [0, 0, 1, 1]]);
  // 1 : 2 fills 10 × 20 in the middle, in each of them
  for (let i = 0; i < 4; i++) {
    const at = (q: number, r: number): number => set?.pixels[784 * i + 28 * r + q] ?? NaN;
    expect(at(14, 14)).toBeGreaterThan(240);
    expect(at(14, 5)).toBeGreaterThan(200);
    expect([at(6, 14), at(21, 14), at(14, 1), at(0, 0)]).toEqual([0, 0, 0, 0]);
  }
  given.choose({ keep: true });
  expect(given.set?.pixels[784 * 2 + 28 * 7 + 7]).toBe(255); // as it is, but for light and dark
  expect(given.set?.pixels[784 * 2 + 28 * 7 + 6]).toBe(0);
  expect(dataSetOf(given.bytes(), 'f')).toMatchObject({ kind: 'images', classes: ['cat', 'dog'], rows: 4 });
  given.choose({ drawn: 'light' });
  expect(given.leftOut.length).toBe(3);
});

test('a zip has a folder of its own name; what is no picture, damaged or blank is named and left out', async () => {
  const files = await inFolders();
  const bytes = async ({ file }: PathFile): Promise<Uint8Array> => new Uint8Array(await file.arrayBuffer());
  const [one, , three] = files;
  if (!one || !three) throw new Error('no files');
  const whole = await bytes(one);
  const packed = zipSync({
    'cat/1.png': whole,
    'dog/1.png': await bytes(three),
    'dog/cut.png': whole.subarray(0, 40),
    'dog/text.png': new TextEncoder().encode('no picture'),
    'dog/notes.txt': new TextEncoder().encode('about dogs'),
    'dog/blank.png': await bytes(await picture('x.png', 50, 'white', 'white')),
    '__MACOSX/dog/._1.png': new Uint8Array(3),
    'cat/.DS_Store': new Uint8Array(3),
  });
  const given = await read([{ path: 'animals.zip', file: new File([new Uint8Array(packed)], 'animals.zip') }]);
  expect([given.failure, given.set?.rows, given.set?.classes]).toEqual(['', 2, ['cat', 'dog']]);
  expect(given.leftOut.map(({ path, reason }) => `${path}: ${reason}`)).toEqual([
    'animals/dog/cut.png: cannot be decoded',
    'animals/dog/notes.txt: no PNG or JPEG',
    'animals/dog/text.png: no PNG or JPEG',
    'animals/dog/blank.png: nothing is drawn in it',
  ]);
});

test('one class, no picture, a name that leads out of the archive: a sentence each', async () => {
  const cats = (await inFolders()).slice(0, 2);
  const alone = await read(cats);
  expect(alone.problem).toContain('of one class');
  expect(alone.spec).toBe(null);
  expect((await read([])).failure).toContain('at least one PNG or JPEG');
  const out = zipSync({ '../cat/1.png': new Uint8Array(4) });
  const given = await read([{ path: 'x.zip', file: new File([new Uint8Array(out)], 'x.zip') }]);
  expect(given.failure).toContain('a name that stays inside of the archive');
});

test('labels.csv says the classes; without it the beginnings of names do', async () => {
  const flat = await Promise.all([
    picture('all/a_1.png', 40, 'black', 'white'),
    picture('all/b_2.png', 40, 'black', 'white'),
    picture('all/b_3.png', 40, 'black', 'white'),
  ]);
  const named = await read(flat);
  expect([named.source, named.set?.classes, named.drawn]).toEqual(['name', ['a', 'b'], 'light']);
  const table = 'file,label\na_1.png,7\nb_2.png,10\n';
  const given = await read([...flat, { path: 'all/labels.csv', file: new File([table], 'labels.csv') }]);
  expect([given.source, given.set?.classes, given.set?.rows]).toEqual(['table', ['7', '10'], 2]);
  expect(given.leftOut).toEqual([{ path: 'all/b_3.png', reason: 'no class' }]);
  given.choose({ source: 'name' });
  expect([given.set?.rows, given.leftOut]).toEqual([3, []]);
});

test('reading is given up', async () => {
  const given = new PictureFilesImport(await inFolders(), 1);
  const reading = given.read();
  given.cancel();
  await reading;
  expect([given.set, given.failure]).toEqual([null, '']);
});
