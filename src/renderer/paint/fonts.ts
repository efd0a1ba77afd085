import bold from 'katex/dist/fonts/KaTeX_Main-Bold.woff2?url';
import main from 'katex/dist/fonts/KaTeX_Main-Regular.woff2?url';
import italic from 'katex/dist/fonts/KaTeX_Math-Italic.woff2?url';
import inter from '../theme/fonts/Inter.woff2?url';

/** The fonts a drawing may use, as the tokens name them. */
const faces = [
  { family: 'Inter', style: 'normal', weight: '100 900', url: inter },
  { family: 'KaTeX_Main', style: 'normal', weight: '400', url: main },
  { family: 'KaTeX_Main', style: 'normal', weight: '700', url: bold },
  { family: 'KaTeX_Math', style: 'italic', weight: '400', url: italic },
] as const;

let read: Promise<string> | null = null;

/** `@font-face` rules with the fonts themselves inside, so that a file looks the same where they are not installed. */
export function embeddedFonts(): Promise<string> {
  read ??= rules().catch((error: unknown) => {
    read = null; // asked again the next time
    throw error;
  });
  return read;
}

async function rules(): Promise<string> {
  const all = await Promise.all(
    faces.map(async ({ family, style, weight, url }) => {
      const data = await dataUrl(await (await fetch(url)).blob());
      return `@font-face{font-family:${family};font-style:${style};font-weight:${weight};src:url(${data}) format('woff2')}`;
    }),
  );
  return all.join('');
}

const dataUrl = (blob: Blob): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => {
      if (typeof reader.result === 'string') resolve(reader.result);
    });
    reader.addEventListener('error', () => reject(reader.error ?? new Error('a font could not be read')));
    reader.readAsDataURL(blob);
  });
