/** CRC-32 (IEEE 802.3, as zlib's) of some bytes: lets a test, or a person, tell that two frames are the same bytes.
 *  Written out because browsers have none and a package for ten lines would be one more thing to keep. */
export function crc32(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) crc = (crc >>> 8) ^ (TABLE[(crc ^ byte) & 0xff] ?? 0);
  return (crc ^ -1) >>> 0;
}

export const crcHex = (bytes: Uint8Array): string => crc32(bytes).toString(16).padStart(8, '0');

const TABLE = Int32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
  return c;
});
