import { embeddedFonts } from '../paint/fonts.ts';
import css from './paper.css?inline';
import type { PaperSize } from './paper.svelte.ts';
import type { Attached, SheetFigure } from './report.ts';

/** What a sheet becomes a file with. */
export interface Leaving {
  title: string;
  paper: PaperSize;
  /** The figures whose addresses its pictures have. */
  figures: readonly SheetFigure[];
  attached: readonly Attached[];
}

/** Nothing is loaded and nothing is run, whatever the file is opened with. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:";

/** What the sheet in the window is, as HTML in one file: its elements, with text as text, drawings as SVG inside, fonts and styles
 *  inside, and what would reproduce it as JSON. It has no script and no address (decision 0042).
 *  @throws Error where the fonts cannot be read */
export async function htmlOf(sheet: HTMLElement, { title, paper, figures, attached }: Leaving): Promise<string> {
  const copy = sheet.cloneNode(true) as HTMLElement;
  written(sheet, copy);
  draw(copy, figures);
  plain(copy);
  const fonts = await embeddedFonts();
  const files = attached.map(
    ({ kind, name, run, text }) =>
      `<script type="application/json" class="${kind}" data-name="${attribute(name)}"${run === null ? '' : ` data-run="${run}"`}>${inScript(text)}</script>`,
  );
  return `<!doctype html>
<html lang="${attribute(document.documentElement.lang || 'en')}">
<head>
<meta charset="utf-8">
<meta name="generator" content="Goldilocks">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width">
<title>${text(title)}</title>
<style>${fonts}
${css}
${around(paper)}</style>
</head>
<body>
${copy.outerHTML}
${files.join('\n')}
</body>
</html>
`;
}

/** The page around the sheet, on a screen and on paper. */
const around = (paper: PaperSize): string => `
* { box-sizing: border-box; }
html { background: #ddd; }
body { margin: 24px 0; font-family: Inter, KaTeX_Main, system-ui, 'Noto Sans', 'Malgun Gothic', sans-serif; }
math { font-size: 1.05em; }
@page { size: ${paper}; margin: 14mm 16mm 16mm; @bottom-right { content: counter(page) ' / ' counter(pages); font: 10px sans-serif; color: #444; } }
@media print { html { background: none; } body { margin: 0; } }
@media (max-width: 830px) { body { margin: 0; } .sheet.sheet { width: auto; padding: 24px 16px; } }
`;

/** What was typed, in place of the fields it was typed in; formulas as MathML, which needs no style sheet of theirs. */
function written(sheet: HTMLElement, copy: HTMLElement): void {
  const typed = [...sheet.querySelectorAll('input')].map(({ value }) => value);
  [...copy.querySelectorAll('input')].forEach((input, i) => {
    const value = document.createElement('b');
    value.textContent = typed[i] ?? '';
    input.replaceWith(value);
  });
  for (const label of copy.querySelectorAll('label')) {
    const row = document.createElement('div');
    row.append(...label.childNodes);
    label.replaceWith(row);
  }
  for (const formula of copy.querySelectorAll('.katex')) {
    const math = formula.querySelector('math');
    if (!math) continue;
    for (const source of math.querySelectorAll('annotation')) source.remove();
    formula.replaceWith(math);
  }
}

/** Drawings in place of the pictures of them. */
function draw(copy: HTMLElement, figures: readonly SheetFigure[]): void {
  const parts = figures.flatMap(({ parts: all }) => all);
  for (const image of copy.querySelectorAll('img')) {
    const part = parts.find(({ src }) => src === image.getAttribute('src'));
    // the window's policy has no style element, not even in what is only read
    const drawing = part && new DOMParser().parseFromString(unstyled(part.svg), 'image/svg+xml').documentElement;
    if (drawing?.localName !== 'svg') {
      image.remove();
      continue;
    }
    for (const needless of drawing.querySelectorAll('title')) needless.remove();
    own(drawing, `f${parts.indexOf(part as (typeof parts)[number])}-`);
    drawing.setAttribute('role', 'img');
    drawing.setAttribute('aria-label', image.alt);
    image.replaceWith(document.importNode(drawing, true));
  }
}

const unstyled = (svg: string): string => svg.replace(/<style[\s\S]*?<\/style>/g, '');

/** Names in a drawing become its own: several are in one file. */
function own(drawing: Element, prefix: string): void {
  const named = new Set([...drawing.querySelectorAll('[id]')].map(({ id }) => id));
  const renamed = (value: string): string =>
    value.replace(/(url\(["']?#|^#)([^"')]+)/g, (whole, before: string, id: string) =>
      named.has(id) ? `${before}${prefix}${id}` : whole,
    );
  for (const element of [drawing, ...drawing.querySelectorAll('*')]) {
    for (const { name, value } of [...element.attributes]) {
      if (name === 'id') element.setAttribute('id', prefix + value);
      else if (name === 'xlink:href') {
        element.removeAttribute(name);
        element.setAttribute('href', renamed(value));
      } else if (value.includes('#')) element.setAttribute(name, renamed(value));
    }
  }
}

/** Without what only the window needs: names of tests, of styles it shares with others, and of XML. */
function plain(copy: HTMLElement): void {
  for (const element of [copy, ...copy.querySelectorAll('*')]) {
    for (const { name } of [...element.attributes])
      if (name === 'data-testid' || name.startsWith('on') || name === 'xmlns' || name.startsWith('xmlns:'))
        element.removeAttribute(name);
    const kept = [...element.classList].filter((name) => !name.startsWith('svelte-'));
    if (kept.length > 0) element.setAttribute('class', kept.join(' '));
    else element.removeAttribute('class');
  }
  const comments = document.createTreeWalker(copy, NodeFilter.SHOW_COMMENT);
  const all: Node[] = [];
  while (comments.nextNode()) all.push(comments.currentNode);
  for (const comment of all) comment.parentNode?.removeChild(comment);
}

const text = (value: string): string => value.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const attribute = (value: string): string => text(value).replaceAll('"', '&quot;').replaceAll('>', '&gt;');
/** JSON that ends no element: `<` as JSON writes it otherwise. */
const inScript = (json: string): string => json.replaceAll('<', String.raw`\u003c`);
