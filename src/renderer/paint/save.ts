import { download } from '../lab/files.ts';
import { pngOf, svgOf, type Picture } from './svg.ts';

/** Gives a drawing to the person as a file. @returns its name; null where it was not wanted after all
 *  @throws LabError file-unwritable, Error when the browser cannot draw it */
export async function savePicture(name: string, kind: 'svg' | 'png', picture: Picture): Promise<string | null> {
  const svg = await svgOf(picture);
  return download(name, kind === 'svg' ? new Blob([svg], { type: 'image/svg+xml' }) : await pngOf(svg, picture));
}
