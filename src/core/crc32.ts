/** CRC-32 (IEEE 802.3, as zlib's) of some bytes: lets a test, or a person, tell that two frames are the same bytes.
 *  Written out because browsers have none and a package for ten lines would be one more thing to keep. */
export const crc32 = (bytes: Uint8Array): number => crcOf(bytes, IEEE);

/** CRC-32C (Castagnoli; RFC 3720, appendix B.4): the checksum of TFRecords. */
export const crc32c = (bytes: Uint8Array): number => crcOf(bytes, CASTAGNOLI);

export const crcHex = (bytes: Uint8Array): string => crc32(bytes).toString(16).padStart(8, '0');

function crcOf(bytes: Uint8Array, table: Int32Array): number {
  let crc = -1;
  for (const byte of bytes) crc = (crc >>> 8) ^ (table[(crc ^ byte) & 0xff] ?? 0);
  return (crc ^ -1) >>> 0;
}

/** What a byte does to the sum. @param polynomial its bits in reverse */
const tableOf = (polynomial: number): Int32Array =>
  Int32Array.from({ length: 256 }, (_, n) => {
    let c = n;
    for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ polynomial : c >>> 1;
    return c;
  });

const IEEE = tableOf(0xedb88320);
const CASTAGNOLI = tableOf(0x82f63b78);
