import { mnist, ofPictures } from '../../../core/datasets.ts';
import { exampleOf } from '../../../core/examples.ts';
import { rgbOf } from '../../paint/palette.ts';
import { theme } from '../../theme/theme.svelte.ts';
import type { NetworkView } from '../../view/network-view.svelte.ts';

/** The picture on show, ink on ground: the chosen example of the batch, or its first. Null where the data is not pictures. */
export function exampleImage({ session, values }: NetworkView, _theme: number): OffscreenCanvas | null {
  const train = session.examples?.train;
  const { side, width } = mnist;
  if (!ofPictures(session.plan.data) || train?.width !== width) return null;
  const row = session.frame?.tensor('rows')?.[values.example ?? 0] ?? 0;
  const pixels = exampleOf(train, 'x', row);
  const [r, g, b] = rgbOf(theme.token('--ink'));
  const image = new ImageData(side, side);
  pixels.forEach((ink, i) => image.data.set([r, g, b, 255 * ink], 4 * i));
  const canvas = new OffscreenCanvas(side, side);
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  return canvas;
}
