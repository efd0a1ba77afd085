import katex from 'katex';
import 'katex/dist/katex.css';

const made = new Map<string, Node>();
const MOST = 2000;

/** A formula as DOM nodes, rendered once per string: `z1` is the same glyph in block, plot, table and card.
 *  KaTeX builds the nodes itself (no inline <style>), and adds MathML for screen readers. */
export function mathNode(tex: string): Node {
  let node = made.get(tex);
  if (!node) {
    const place = document.createElement('span');
    katex.render(tex, place, { throwOnError: false, strict: 'ignore' });
    node = place.firstChild ?? document.createTextNode(tex);
    if (made.size >= MOST) made.clear();
    made.set(tex, node);
  }
  return node.cloneNode(true);
}
