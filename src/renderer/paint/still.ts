import { theme } from '../theme/theme.svelte.ts';
import { isCanvas } from './heat.ts';
import { Kept } from './kept.ts';

/** A part of a drawing that seldom changes: painted once, and laid over each picture after that. An export is painted anew, so
 *  that its text stays text. */
export class Still {
  private readonly kept = new Kept<HTMLCanvasElement>();

  /** @param of what it depends on besides its size and the theme, compared by identity */
  draw(
    context: CanvasRenderingContext2D,
    width: number,
    height: number,
    of: readonly unknown[],
    paint: (context: CanvasRenderingContext2D) => void,
  ): void {
    if (!isCanvas(context)) {
      paint(context);
      return;
    }
    const scale = context.getTransform().a;
    const image = this.kept.get([width, height, scale, theme.follow(), ...of], () => {
      const canvas = document.createElement('canvas');
      canvas.width = Math.ceil(width * scale);
      canvas.height = Math.ceil(height * scale);
      const own = canvas.getContext('2d');
      own?.scale(scale, scale);
      if (own) paint(own);
      return canvas;
    });
    context.drawImage(image, 0, 0, image.width / scale, image.height / scale);
  }
}
