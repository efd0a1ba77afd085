import type { Page } from '@playwright/test';
import { expect } from './lab.ts';

/** Every size the window is tried at: of screens, and of one of 1366 × 768 at 125, 150 and 200 %. */
export const allSizes = [
  { width: 1024, height: 640 },
  { width: 1366, height: 768 },
  { width: 1093, height: 614 },
  { width: 911, height: 512 },
  { width: 683, height: 384 },
  { width: 800, height: 500 },
  { width: 1920, height: 1080 },
  { width: 3840, height: 2160 },
] as const;

/** Waits until what follows from a change was laid out and drawn. */
export const settled = (window: Page): Promise<void> =>
  window.evaluate(
    () =>
      new Promise((done) =>
        requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(() => done()))),
      ),
  );

/** Everything that is wrong with what is on screen, a line each: text over text, something over a control or a text, text that
 *  is cut without an ellipsis and a title, a control out of reach or too small to
 *  press, and anything that scrolls sideways without `data-scrolls`.
 *  What an open menu, dialog or drawer lies over does not count. */
export const faultsOf = (window: Page): Promise<string[]> =>
  window.evaluate(() => {
    const SLACK = 1.5;
    const LEAST = 24;
    const LAYER = '[popover]:popover-open, dialog[open], .over, [role=menu].menu';
    const CONTROL = 'button, input, select, textarea, a[href], summary, [role=slider], [role=button]';
    type Box = Pick<DOMRect, 'left' | 'top' | 'right' | 'bottom'>;
    interface Leaf {
      element: Element;
      text: string;
      boxes: Box[];
      layer: Element | null;
    }
    const found = new Set<string>();
    const page = document.documentElement;
    const view: Box = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };

    const styles = new Map<Element, CSSStyleDeclaration>();
    const styleOf = (element: Element): CSSStyleDeclaration => {
      let style = styles.get(element);
      if (!style) styles.set(element, (style = getComputedStyle(element)));
      return style;
    };
    const common = (a: Box, b: Box): Box => ({
      left: Math.max(a.left, b.left),
      top: Math.max(a.top, b.top),
      right: Math.min(a.right, b.right),
      bottom: Math.min(a.bottom, b.bottom),
    });
    const wide = (box: Box): number => box.right - box.left;
    const high = (box: Box): number => box.bottom - box.top;
    const meet = (a: Box, b: Box): boolean => {
      const box = common(a, b);
      return wide(box) > 0 && high(box) > 0;
    };
    const layerOf = (element: Element): Element | null => element.closest(LAYER);
    const place = (element: Element): string => {
      const names: string[] = [];
      for (let at: Element | null = element; at && names.length < 2; at = at.parentElement) {
        const id = at.getAttribute('data-testid') ?? at.getAttribute('aria-label') ?? '';
        if (id) names.unshift(id);
      }
      return `${names.join(' › ')} <${element.tagName.toLowerCase()}${element.classList[0] ? `.${element.classList[0]}` : ''}>`;
    };
    const short = (text: string): string => (text.length > 40 ? `${text.slice(0, 39)}…` : text);
    const fault = (what: string, element: Element, text = ''): void =>
      void found.add(`${what}: ${text ? `“${short(text)}” ` : ''}at ${place(element)}`);

    /** Seen by nobody, or by screen readers alone. */
    const unseen = (element: Element): boolean => {
      if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return true;
      if (element.closest('.katex-mathml, option')) return true;
      for (let at: Element | null = element; at; at = at.parentElement)
        if (styleOf(at).clipPath === 'inset(50%)') return true;
      return false;
    };

    /** What is left of a box inside everything that cuts it off, and whether it can be scrolled to. */
    const shownOf = (element: Element, box: Box): { box: Box; scrolls: boolean; cutBy: Element | null } => {
      let shown = common(box, { left: 0, top: 0, right: Infinity, bottom: Infinity });
      let scrolls = false;
      let cutBy: Element | null = null;
      let fixed = false;
      let escapes = false;
      for (let at: Element | null = element; at && at !== page && !fixed; at = at.parentElement) {
        const style = styleOf(at);
        // what is placed absolutely is cut by that alone which it is placed in, and by what is around that
        if (escapes && style.position === 'static') continue;
        escapes = style.position === 'absolute';
        const inner = at.getBoundingClientRect();
        const clipsX = style.overflowX !== 'visible';
        const clipsY = style.overflowY !== 'visible';
        if ((clipsX || clipsY) && (at !== element || !(at instanceof SVGElement)) && style.display !== 'inline') {
          const limits: Box = {
            left: clipsX ? inner.left : -Infinity,
            right: clipsX ? inner.right : Infinity,
            top: clipsY ? inner.top : -Infinity,
            bottom: clipsY ? inner.bottom : Infinity,
          };
          const next = common(shown, limits);
          const scroller = ['auto', 'scroll'].includes(style.overflowY) || at.hasAttribute('data-scrolls');
          if (wide(next) < wide(shown) - SLACK || high(next) < high(shown) - SLACK) {
            if (scroller) scrolls = true;
            else cutBy ??= at;
          }
          shown = next;
        }
        fixed = style.position === 'fixed' || at.matches('[popover], dialog');
      }
      const next = common(shown, view);
      if (!scrolls && (wide(next) < wide(shown) - SLACK || high(next) < high(shown) - SLACK)) cutBy ??= page;
      return { box: next, scrolls, cutBy };
    };

    // 1. nothing scrolls sideways
    for (const element of [page, ...document.body.querySelectorAll('*')]) {
      if (element.scrollWidth <= element.clientWidth + 1 || element.clientWidth === 0) continue;
      const scrolls = element === page || ['auto', 'scroll'].includes(styleOf(element).overflowX);
      if (scrolls && !element.closest('[data-scrolls]') && !unseen(element)) fault('scrolls sideways', element);
    }

    // 2. texts: cut, and over each other
    const leaves: Leaf[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const formulas = new Map<Element, Leaf>();
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = (node.textContent ?? '').trim();
      const element = node.parentElement;
      if (!element || text.replace(/[\u200b\s]/g, '') === '' || unseen(element)) continue;
      if (element.closest('style, script, title')) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const boxes = [...range.getClientRects()].filter((box) => box.width > 1 && box.height > 1);
      if (boxes.length === 0) continue;
      const formula = element.closest('.katex');
      if (formula) {
        const leaf = formulas.get(formula);
        if (leaf) {
          leaf.text += text;
          leaf.boxes.push(...boxes);
        } else formulas.set(formula, { element: formula, text, boxes, layer: layerOf(formula) });
      } else leaves.push({ element, text, boxes, layer: layerOf(element) });
    }
    leaves.push(...formulas.values());

    const layers = [...document.querySelectorAll(LAYER)].filter((layer) => !unseen(layer));
    /** Whether an open menu, dialog or drawer lies over that place. */
    const covered = (own: Element | null, box: Box): boolean =>
      layers.some(
        (layer) =>
          layer !== own && !layer.contains(own) && !own?.contains(layer) && meet(layer.getBoundingClientRect(), box),
      ) || layers.some((layer) => own?.contains(layer) && layer !== own && meet(layer.getBoundingClientRect(), box));

    const seen: Leaf[] = [];
    for (const leaf of leaves) {
      const boxes: Box[] = [];
      for (const box of leaf.boxes) {
        const { box: shown, cutBy } = shownOf(leaf.element, box);
        const gone = wide(shown) <= 0 || high(shown) <= 0;
        if (cutBy && !gone) {
          const sideways = wide(box) - wide(shown) > SLACK;
          const half = high(box) - high(shown) > 0.3 * high(box);
          const dots = [leaf.element, cutBy].some((at) => styleOf(at).textOverflow === 'ellipsis');
          const titled = leaf.element.closest('[title], [aria-label]:is(button, a, select)') !== null;
          if ((sideways && !(dots && titled)) || half) {
            const how = sideways ? (dots ? 'cut with an ellipsis, but no title' : 'cut') : 'cut in height';
            fault(how, leaf.element, leaf.text);
          }
        }
        if (!gone && !covered(leaf.layer, shown)) boxes.push(shown);
      }
      if (boxes.length > 0) seen.push({ ...leaf, boxes });
    }
    // by their left edges, so that only neighbours are compared
    const spans = seen
      .flatMap((leaf) => leaf.boxes.map((box) => ({ leaf, box })))
      .sort((a, b) => a.box.left - b.box.left);
    spans.forEach(({ leaf, box }, i) => {
      for (let j = i + 1; j < spans.length; j++) {
        const other = spans[j];
        if (!other || other.box.left > box.right) break;
        if (other.leaf === leaf || other.leaf.element === leaf.element) continue;
        if (leaf.element.contains(other.leaf.element) || other.leaf.element.contains(leaf.element)) continue;
        const both = common(box, other.box);
        // lines of text reach a little above and below their letters
        if (wide(both) > SLACK && high(both) > 0.3 * Math.min(high(box), high(other.box)))
          fault(`text over text “${short(other.leaf.text)}”`, leaf.element, leaf.text);
      }
    });

    // 3. what is to be read or pressed is not under something else
    const paints = (element: Element): boolean => {
      if (element.matches('canvas, img, input, select, svg *')) return true;
      const { backgroundColor, backgroundImage } = styleOf(element);
      return !/rgba\(.*, 0\)|transparent/.test(backgroundColor) || backgroundImage !== 'none';
    };
    const related = (a: Element, b: Element): boolean =>
      a.contains(b) || b.contains(a) || (a.closest('label') !== null && a.closest('label') === b.closest('label'));
    const clearOpacity = (element: Element): boolean => {
      for (let at: Element | null = element; at; at = at.parentElement) if (styleOf(at).opacity === '0') return true;
      return false;
    };
    const under = (element: Element, box: Box, isControl: boolean): Element | null => {
      const y = (box.top + box.bottom) / 2;
      for (const x of [box.left + 2, (box.left + box.right) / 2, box.right - 2]) {
        for (const hit of document.elementsFromPoint(x, y)) {
          if (related(element, hit)) break;
          if (clearOpacity(hit) || (!isControl && !paints(hit))) continue;
          return hit;
        }
      }
      return null;
    };
    for (const { element, text, boxes } of seen) {
      if (styleOf(element).pointerEvents === 'none') continue;
      for (const box of boxes) {
        const over = under(element, box, false);
        if (over) fault(`under ${place(over)}`, element, text);
      }
    }
    /** A label is pressed like what it names. */
    const targetOf = (control: Element): Box => {
      const label = control.closest('label');
      return label ? label.getBoundingClientRect() : control.getBoundingClientRect();
    };
    const pressed: { control: Element; box: Box }[] = [];
    for (const control of document.querySelectorAll(CONTROL)) {
      if (unseen(control) || styleOf(control).pointerEvents === 'none') continue;
      const box = control.getBoundingClientRect();
      if (box.width < 1 || box.height < 1) continue;
      const { box: shown, scrolls } = shownOf(control, box);
      if (wide(shown) < 4 || high(shown) < 4) {
        if (!scrolls) fault('out of reach', control);
        continue;
      }
      if (covered(layerOf(control), shown)) continue;
      const over = under(control, shown, true);
      if (over) fault(`under ${place(over)}`, control);
      pressed.push({ control, box: common(targetOf(control), view) });
    }

    // 4. what is to be pressed is 24 px or more, or has that much room around its middle [WCAG 2.5.8]
    for (const { control, box } of pressed) {
      // words in a sentence, and the parts of a drawing that can be enlarged, are as large as they are
      if (control.matches('.link') || control.closest('.targets') || Math.min(wide(box), high(box)) >= LEAST - 0.5)
        continue;
      const x = (box.left + box.right) / 2;
      const y = (box.top + box.bottom) / 2;
      const near = pressed.find(({ control: other, box: its }) => {
        if (other === control || other.contains(control) || control.contains(other)) return false;
        // a field in a block that can be pressed as a whole: what misses it selects its block
        if (its.left <= box.left && its.right >= box.right && its.top <= box.top && its.bottom >= box.bottom)
          return false;
        const dx = Math.max(its.left - x, 0, x - its.right);
        const dy = Math.max(its.top - y, 0, y - its.bottom);
        return Math.hypot(dx, dy) < LEAST / 2;
      });
      if (near)
        fault(`${wide(box).toFixed()} × ${high(box).toFixed()} px, with ${place(near.control)} near by`, control);
    }
    return [...found];
  });

/** Nothing is wrong with what is on screen. */
export async function whole(window: Page): Promise<void> {
  await settled(window);
  expect.soft(await faultsOf(window)).toEqual([]);
}
