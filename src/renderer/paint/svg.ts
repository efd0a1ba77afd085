import { theme, type Look } from '../theme/theme.svelte.ts';
import type { Paint, Size } from './stage.ts';
import { embeddedFonts } from './fonts.ts';

/** A drawing that can leave the window. */
export interface Picture extends Size {
  /** What it is, for whoever opens the file. */
  title: string;
  paint: Paint;
  /** Parts that are SVGs themselves, such as charts, and where they lie; asked for in the light theme. */
  insets?: () => { x: number; y: number; svg: string }[];
}

const MARGIN = 12;
/** Pixels of a PNG for each px of the drawing: three make about 290 dots an inch. */
const DENSITY = 3;
/** The largest side of a PNG; browsers hold no larger canvas. */
const MOST = 12_000;

/** The drawing as an SVG of its own: vectors and text, in the light theme whatever the window has, with its fonts inside.
 *  @param look `paper`: black on white @param margin px around it */
export async function svgOf(
  { width, height, title, paint, insets }: Picture,
  look: Look = 'light',
  margin = MARGIN,
): Promise<string> {
  const [{ Context }, fonts] = await Promise.all([import('svgcanvas'), embeddedFonts()]);
  const drawn = theme.drawnFor(look, () => {
    const context = new Context(width + 2 * margin, height + 2 * margin);
    // svgcanvas has the methods and properties of a context that drawings use, and says so nowhere
    const canvas = context as unknown as CanvasRenderingContext2D;
    const drawImage = canvas.drawImage.bind(canvas) as (...args: unknown[]) => void;
    canvas.drawImage = (image: CanvasImageSource, ...where: number[]) =>
      drawImage(image instanceof OffscreenCanvas ? onPage(image) : image, ...where);
    canvas.fillStyle = theme.token('--ground');
    canvas.fillRect(0, 0, width + 2 * margin, height + 2 * margin);
    canvas.translate(margin, margin);
    paint(canvas, { x: 0, y: 0, k: 1, width, height });
    const placed = (insets?.() ?? []).map(
      ({ x, y, svg }) => `<g transform="translate(${x + margin} ${y + margin})">${svg}</g>`,
    );
    return context.getSerializedSvg(true).replace(/<\/svg>\s*$/, () => `${placed.join('')}</svg>`);
  });
  const head = `<title>${escaped(title)}</title><style>${fonts}</style>`;
  const size = `viewBox="0 0 ${width + 2 * margin} ${height + 2 * margin}"`;
  // svgcanvas writes what it was not told as 'undefined'
  const clean = drawn.replaceAll(' text-decoration="undefined"', '');
  return clean.replace(/<svg([^>]*)>/, (_, attributes: string) => `<svg ${size}${attributes}>${head}`);
}

/** The SVG as a PNG. @throws Error when the browser cannot draw it */
export async function pngOf(svg: string, { width, height }: Size): Promise<Blob> {
  const scale = Math.min(DENSITY, MOST / (Math.max(width, height) + 2 * MARGIN));
  const image = new Image();
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = Math.round((width + 2 * MARGIN) * scale);
    canvas.height = Math.round((height + 2 * MARGIN) * scale);
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => {
      canvas.toBlob(
        (blob) => (blob ? resolve(blob) : reject(new Error('the picture is too large to draw'))),
        'image/png',
      );
    });
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** svgcanvas knows canvases of the page alone. */
function onPage(image: OffscreenCanvas): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = image.width;
  canvas.height = image.height;
  canvas.getContext('2d')?.drawImage(image, 0, 0);
  return canvas;
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
