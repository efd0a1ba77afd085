import katex from 'katex';
import 'katex/dist/katex.css';

const made = new Map<string, Node>();
const MOST = 2000;

/** A formula as DOM nodes, rendered once per string: `z1` is the same glyph in block, plot, table and card.
 *  KaTeX builds the nodes itself (no inline <style>), and adds MathML for screen readers; `silent` leaves it out, which
 *  halves the elements. */
export function mathNode(tex: string, silent = false): Node {
  const key = silent ? `${tex} silent` : tex;
  let node = made.get(key);
  if (!node) {
    const place = document.createElement('span');
    katex.render(tex, place, { throwOnError: false, strict: 'ignore', output: silent ? 'html' : 'htmlAndMathml' });
    node = place.firstChild ?? document.createTextNode(tex);
    if (made.size >= MOST) made.clear();
    made.set(key, node);
  }
  return node.cloneNode(true);
}
