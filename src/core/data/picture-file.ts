/** How large the picture of a PNG or JPEG file is, by its header alone: what is too large is not unpacked. Null where it is neither.
 *  Sources: PNG 1.2, 11.2.2; ITU-T T.81, B.2.2 */
export function pictureSize(bytes: Uint8Array): { width: number; height: number } | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length >= 24 && view.getUint32(0) === 0x89504e47 && view.getUint32(12) === 0x49484452)
    return { width: view.getUint32(16), height: view.getUint32(20) };
  if (bytes.length < 4 || view.getUint16(0) !== 0xffd8) return null;
  for (let at = 2; at + 9 <= bytes.length;) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at++; // fill
      continue;
    }
    // a frame begins: any of SOF0 to SOF15 but for tables (C4, CC) and the reserved C8
    if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc)
      return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    at += marker >= 0xd0 && marker <= 0xd7 ? 2 : 2 + view.getUint16(at + 2);
  }
  return null;
}
