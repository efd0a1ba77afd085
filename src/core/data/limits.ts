/** What a data set may hold at most. */
export const dataLimits = {
  rows: 100_000,
  columns: 2048,
  categories: 256,
  numbers: 20_000_000,
  bytes: 192 * 2 ** 20,
  /** Of a file that is read: what is larger is refused before it is. */
  fileBytes: 400 * 2 ** 20,
  /** Of one file of a picture, and its pixels: what is larger is left out before it is unpacked. */
  pictureBytes: 32 * 2 ** 20,
  picturePixels: 50_000_000,
} as const;

/** Pixels of a picture. */
export const imageSide = 28;
export const imageWidth = imageSide * imageSide;
