import type { BrowserWindow, PrintToPDFOptions } from 'electron';

/** CSS pixels to an inch, and the long side of A4 in inches. */
const PX = 96;
const A4 = 297 / 25.4;

/** A page with the window's proportions, as wide as A4 is long, on which everything has the place it has on screen. */
export function pageOf([width = 0, height = 0]: readonly number[]): PrintToPDFOptions {
  return {
    pageSize: { width: A4, height: (A4 * height) / width },
    scale: (A4 * PX) / width,
    margins: { top: 0, bottom: 0, left: 0, right: 0 },
    printBackground: true,
    pageRanges: '1',
    generateTaggedPDF: true,
  };
}

/** Pages as the style sheet of the sheet has them. */
const sheet: PrintToPDFOptions = { preferCSSPageSize: true, printBackground: true, generateTaggedPDF: true };

/** The window as a PDF, or the sheet that is on it: text as text, light whatever the theme (the page sees to that). */
export const pdfOf = (window: BrowserWindow, ofSheet: boolean): Promise<Uint8Array> =>
  window.webContents.printToPDF(ofSheet ? sheet : pageOf(window.getContentSize()));
