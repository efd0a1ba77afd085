import { looksLikeIdx } from '../../core/data/idx.ts';
import { isPictureName } from '../../core/data/picture-labels.ts';

/** Whether a file is, by its name, a table. */
export const isTable = (name: string): boolean => /\.(csv|tsv|tab|txt|xlsx)$/i.test(name);

/** Whether a file is one of pictures or labels, packed or not. */
export async function isIdx(file: File): Promise<boolean> {
  const head = await file
    .slice(0, 4)
    .arrayBuffer()
    .then(
      (bytes) => new Uint8Array(bytes),
      () => new Uint8Array(), // it is gone; who reads it says so
    );
  return looksLikeIdx(head) || (head[0] === 0x1f && head[1] === 0x8b && /ubyte|idx|images|labels/i.test(file.name));
}

/** Whether a file is, by its name, an archive of files. */
export const isZip = (name: string): boolean => /\.zip$/i.test(name);

/** Whether a file is, by its name, a picture, or an archive that may have some. */
export const isOfPictures = (name: string): boolean => isPictureName(name) || isZip(name);
