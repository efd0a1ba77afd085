import { strToU8, zipSync } from 'fflate';
import type { DataFile } from '../../../core/code/data.ts';

/** What is given to the person: a program alone, or packed together with the files that it reads. */
export function saved(program: DataFile, data: readonly DataFile[]): { name: string; content: Blob } {
  if (data.length === 0) return { name: program.name, content: new Blob([program.text], { type: 'text/plain' }) };
  const packed = zipSync(Object.fromEntries([program, ...data].map(({ name, text }) => [name, strToU8(text)])));
  return { name: zipName(program.name), content: new Blob([packed], { type: 'application/zip' }) };
}

/** `network.zip` for network.py. */
export const zipName = (program: string): string => program.replace(/\.\w+$/, '.zip');
