import { byName } from './reading.ts';

/** Where the classes of picture files stand: in the names of their folders, at the beginning of their own, or in a table. */
export const labelSources = ['table', 'folder', 'name'] as const;
export type LabelSource = (typeof labelSources)[number];

/** The classes of some picture files. */
export interface Labels {
  classes: string[];
  /** For each file its class, −1 where there is none. */
  labels: Int32Array;
  /** 0 to train with, 1 to test with, where folders above say so of every file that has a class; else null. */
  parts: Uint8Array | null;
}

const segments = (path: string): string[] => path.split('/').filter((segment) => segment !== '' && segment !== '.');
const MOST_LETTERS = 200;
/** Parts of a path, from its end, that a table is asked for. */
const MOST_FOLDERS = 50;

/** What stands before the first space, hyphen, underscore, bracket or point of a file's name, else the letters before its number. */
function beginning(path: string): string {
  const name = (segments(path).at(-1) ?? '').replace(/\.[^.]*$/, '');
  return /^([^\s_\-().]+)[\s_\-().]/.exec(name)?.[1] ?? /^(\p{L}+)\d+$/u.exec(name)?.[1] ?? '';
}

/** Files by rows of file and class: by path, or by the end of it that the table knows. A line of names matters to no file. */
function byTable(paths: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const plain = (path: string): string => segments(path.replaceAll('\\', '/')).join('/').toLowerCase();
  const known = new Map(rows.map(([file = '', label = '']) => [plain(file), label.trim()]));
  return paths.map((path) => {
    const whole = segments(plain(path));
    // the table stands beside the pictures, or above them: the longest end of the path that it knows
    for (let k = Math.max(0, whole.length - MOST_FOLDERS); k < whole.length; k++) {
      const label = known.get(whole.slice(k).join('/'));
      if (label !== undefined) return label;
    }
    return '';
  });
}

/** The class of each picture file by one of the sources. @param table rows of file and class, where there is such a table */
export function labelsBy(
  source: LabelSource,
  paths: readonly string[],
  table: readonly (readonly string[])[] | null,
): Labels {
  const named =
    source === 'folder'
      ? paths.map((path) => segments(path).at(-2) ?? '')
      : source === 'name'
        ? paths.map(beginning)
        : byTable(paths, table ?? []);
  const trimmed = named.map((name) => name.trim().slice(0, MOST_LETTERS));
  const classes = [...new Set(trimmed)].filter((name) => name !== '').sort(byName);
  const codes = new Map(classes.map((name, k) => [name, k]));
  return {
    classes,
    labels: Int32Array.from(trimmed, (name) => codes.get(name) ?? -1),
    parts: partsBy(source, paths),
  };
}

/** `…/training/7/12.png` and `…/testing/7/3.png`, as MNIST in PNG comes. */
function partsBy(source: LabelSource, paths: readonly string[]): Uint8Array | null {
  const above = source === 'folder' ? -2 : -1;
  const part = paths.map((path) => {
    const folders = segments(path).slice(0, above);
    if (folders.some((folder) => /^(test|testing)$/i.test(folder))) return 1;
    return folders.some((folder) => /^(train|training)$/i.test(folder)) ? 0 : -1;
  });
  const both = part.includes(0) && part.includes(1) && !part.includes(-1);
  return both ? Uint8Array.from(part) : null;
}

/** By which source the classes are probably meant: the first that tells at least two apart, and unless it is a table, knows most of
 *  the files. */
export function likelySource(paths: readonly string[], table: readonly (readonly string[])[] | null): LabelSource {
  const fits = labelSources.filter((source) => {
    if (source === 'table' && !table) return false;
    const { classes, labels } = labelsBy(source, paths, table);
    if (source === 'table') return classes.length > 1;
    return classes.length > 1 && labels.filter((label) => label >= 0).length * 2 > labels.length;
  });
  return fits[0] ?? 'folder';
}

/** Files that systems put beside others and nobody means. */
export const isJunk = (path: string): boolean =>
  segments(path).some((segment) => segment.startsWith('.') || segment === '__MACOSX' || /^thumbs\.db$/i.test(segment));

/** Whether a file says which class each picture is of. */
export const isLabelTable = (path: string): boolean => /^labels?\.(csv|tsv|txt)$/i.test(segments(path).at(-1) ?? '');

/** Whether a file is, by its name, a picture that can be read. */
export const isPictureName = (path: string): boolean => /\.(png|jpe?g)$/i.test(path);
