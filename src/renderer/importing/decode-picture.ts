import { asItIs, asMnist, drawnIn, greyOf, type Drawn } from '../../core/data/grey.ts';
import { dataLimits } from '../../core/data/limits.ts';
import { pictureSize } from '../../core/data/picture-file.ts';

/** A picture as it can become an example: 28 × 28 bytes under each choice, null where nothing is to be seen. */
export interface Decoded {
  looks: Drawn;
  /** Scaled and centred as MNIST was. */
  scaled: Record<Drawn, Uint8Array | null>;
  /** As it is, white 255; null where it is not 28 × 28. */
  own: Uint8Array | null;
}

/** Longer sides are brought down to this by the browser: 20 pixels of ink need no more. */
const LONGEST = 512;
const canvas = (): OffscreenCanvas => (kept ??= new OffscreenCanvas(1, 1));
let kept: OffscreenCanvas | null = null;

/** Decodes a PNG or JPEG by the browser's own decoder. @returns why it cannot be, else the picture */
export async function decoded(bytes: Uint8Array): Promise<Decoded | 'kind' | 'large' | 'damaged'> {
  const size = pictureSize(bytes);
  if (!size) return 'kind';
  if (size.width * size.height > dataLimits.picturePixels) return 'large';
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)]), { colorSpaceConversion: 'none' });
  } catch {
    return 'damaged';
  }
  const shrink = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
  const [width, height] = [bitmap.width, bitmap.height].map((side) => Math.max(1, Math.round(side * shrink))) as [
    number,
    number,
  ];
  Object.assign(canvas(), { width, height }); // which empties it
  const pen = canvas().getContext('2d', { willReadFrequently: true });
  if (!pen) return 'damaged';
  pen.imageSmoothingQuality = 'high';
  pen.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  const grey = greyOf(pen.getImageData(0, 0, width, height).data, width, height);
  return {
    looks: drawnIn(grey),
    scaled: { dark: asMnist(grey, 'dark'), light: asMnist(grey, 'light') },
    own: asItIs(grey),
  };
}
