import { pathOf, type Problem } from './problem.ts';

/** How much JSON may hold: brackets within brackets, keys of one object and letters of one, entries of one list. */
export interface JsonBounds {
  depth: number;
  keys: number;
  letters: number;
  list: number;
}

/** An object or a list that is open: its keys (null of a list), and how many values came before the one at hand. */
interface Open {
  keys: Set<string> | null;
  key: string;
  count: number;
}

/** Looks through a text as JSON before anything is made of it: what goes beyond the bounds would take all memory, or for ever, to be
 *  told of piece by piece. One pass; a text that is no JSON is looked through as far as it seems to be.
 *  @returns `beyond`: where it goes beyond them; `twice`: the first key that stands twice in one object, of which JSON.parse would
 *  silently take the last */
export function scanJson(text: string, bounds: JsonBounds): { beyond: Problem | null; twice: Problem | null } {
  const open: Open[] = [];
  let twice: Problem | null = null;
  const placeOf = (): string => pathOf(open.map(({ keys, key, count }) => (keys ? key : count)));
  const beyond = (code: Problem['code'], most: number, at = placeOf()): ReturnType<typeof scanJson> => ({
    beyond: { at, code, values: { most } },
    twice,
  });
  let wantsKey = false;
  for (let i = 0; i < text.length; i++) {
    const top = open.at(-1);
    switch (text.charCodeAt(i)) {
      case QUOTE: {
        const end = endOf(text, i + 1);
        if (wantsKey && top?.keys) {
          if (end - i - 1 > bounds.letters) return beyond('text-too-long', bounds.letters, placeAbove(open));
          top.key = keyOf(text.slice(i, end + 1));
          if (top.keys.has(top.key)) twice ??= { at: placeOf(), code: 'key-twice', values: { key: top.key } };
          top.keys.add(top.key);
          if (top.keys.size > bounds.keys) return beyond('too-many', bounds.keys, placeAbove(open));
          wantsKey = false;
        }
        i = end;
        break;
      }
      case COMMA:
        if (!top) break;
        top.count++;
        wantsKey = top.keys !== null;
        if (!top.keys && top.count >= bounds.list) return beyond('too-many', bounds.list, placeAbove(open));
        break;
      case OBJECT:
      case LIST: {
        if (open.length >= bounds.depth) return beyond('too-deep', bounds.depth, `character ${i + 1}`);
        wantsKey = text.charCodeAt(i) === OBJECT;
        open.push({ keys: wantsKey ? new Set() : null, key: '', count: 0 });
        break;
      }
      case OBJECT_END:
      case LIST_END:
        open.pop();
        wantsKey = false;
    }
  }
  return { beyond: null, twice };
}

const [QUOTE, COMMA, OBJECT, OBJECT_END, LIST, LIST_END] = [0x22, 0x2c, 0x7b, 0x7d, 0x5b, 0x5d];
const BACKSLASH = 0x5c;

/** Where the quotation mark stands that ends a text; the end of all where none does. */
function endOf(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) return i;
    if (code === BACKSLASH) i++;
  }
  return text.length;
}

const placeAbove = (open: readonly Open[]): string =>
  pathOf(open.slice(0, -1).map(({ keys, key, count }) => (keys ? key : count)));

/** A key as JSON means it: `"\u0061"` is `a`. */
function keyOf(quoted: string): string {
  if (!quoted.includes('\\')) return quoted.slice(1, -1);
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted;
  }
}
