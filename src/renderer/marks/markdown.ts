import { Marked, type Token } from 'marked';

/** What a note or a lesson is made of, as it is drawn: never as HTML. A link and a picture are the text that names them and their address,
 *  so that nothing is fetched and nothing runs; HTML is shown as it was typed. */
export type Piece =
  | Around<'strong' | 'em' | 'del' | 'paragraph' | 'quote' | 'item' | 'plain'>
  | Said<'text' | 'code' | 'block' | 'formula'>
  | { type: 'heading'; level: number; inside: Piece[] }
  | { type: 'list'; ordered: boolean; start: number; inside: Piece[] }
  | { type: 'link'; address: string; inside: Piece[] }
  | { type: 'table'; head: Piece[][]; rows: Piece[][][] }
  | { type: 'rule' }
  | { type: 'break' };
type Around<T> = T extends string ? { type: T; inside: Piece[] } : never;
type Said<T> = T extends string ? { type: T; text: string } : never;

/** Depth beyond which what is nested stands as text. */
const DEEPEST = 20;

const notes = new Marked({ gfm: true, breaks: true });
/** The same with formulas between dollars. */
const lessons = new Marked({
  gfm: true,
  extensions: [
    {
      name: 'formula',
      level: 'inline',
      start: (text) => text.indexOf('$'),
      tokenizer(text) {
        const [raw, tex] = /^\$([^$\n]+)\$/.exec(text) ?? [];
        return raw === undefined || tex === undefined ? undefined : { type: 'formula', raw, text: tex };
      },
    },
  ],
});

/** A note taken apart. @param formulas whether what stands between dollars is one */
export const piecesOf = (note: string, formulas = false): Piece[] => all((formulas ? lessons : notes).lexer(note), 0);

const all = (tokens: readonly Token[] | undefined, depth: number): Piece[] =>
  (tokens ?? []).flatMap((token) =>
    depth > DEEPEST ? { type: 'text' as const, text: token.raw } : piece(token, depth + 1),
  );

function piece(token: Token, depth: number): Piece | Piece[] {
  const inside = (): Piece[] => all('tokens' in token ? token.tokens : [], depth);
  switch (token.type) {
    case 'space':
    case 'def':
      return [];
    case 'heading':
      return { type: 'heading', level: Math.min(6, 2 + Number(token['depth'])), inside: inside() };
    case 'paragraph':
    case 'strong':
    case 'em':
    case 'del':
      return { type: token.type, inside: inside() };
    case 'blockquote':
      return { type: 'quote', inside: inside() };
    case 'hr':
      return { type: 'rule' };
    case 'br':
      return { type: 'break' };
    case 'code':
      return { type: 'block', text: textOf(token) };
    case 'codespan':
      return { type: 'code', text: textOf(token) };
    case 'formula':
      return { type: 'formula', text: textOf(token) };
    case 'list': {
      const { items, ordered, start } = token as { items: Token[]; ordered: boolean; start: number | '' } & Token;
      return { type: 'list', ordered, start: Number(start) || 1, inside: all(items, depth) };
    }
    case 'list_item': {
      const { task, checked } = token as { task?: boolean; checked?: boolean } & Token;
      const mark: Piece[] = task ? [{ type: 'text', text: checked ? '☑ ' : '☐ ' }] : [];
      return { type: 'item', inside: [...mark, ...inside()] };
    }
    case 'link':
    case 'image': {
      const address = String(token['href'] ?? '');
      const named = token.type === 'image' ? [] : inside();
      return { type: 'link', address, inside: named.length > 0 ? named : [{ type: 'text', text: textOf(token) }] };
    }
    case 'table': {
      type Cells = { tokens: Token[] }[];
      const { header, rows } = token as { header: Cells; rows: Cells[] } & Token;
      const cells = (row: Cells): Piece[][] => row.map(({ tokens }) => all(tokens, depth));
      return { type: 'table', head: cells(header), rows: rows.map(cells) };
    }
    case 'text':
      return 'tokens' in token ? { type: 'plain', inside: inside() } : { type: 'text', text: textOf(token) };
    case 'escape':
      return { type: 'text', text: textOf(token) };
    default: // html, and what a later version may add: as it was typed
      return { type: 'text', text: token.raw };
  }
}

const textOf = (token: Token): string => ('text' in token && typeof token.text === 'string' ? token.text : token.raw);
