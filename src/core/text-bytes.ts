/** What Node, browsers and workers have alike; core has the types of none of them. */
interface Encoders {
  TextEncoder: new () => { encode: (text: string) => Uint8Array };
  TextDecoder: new (label: string, options: { fatal: boolean }) => { decode: (bytes: Uint8Array) => string };
}
const { TextEncoder, TextDecoder } = globalThis as unknown as Encoders;

export const encoder = new TextEncoder();
/** Throws where bytes are not UTF-8. */
export const decoder = new TextDecoder('utf-8', { fatal: true });
/** What is not UTF-8 becomes a sign of its own (U+FFFD), as where a browser or Node reads a text file. */
export const lenient = new TextDecoder('utf-8', { fatal: false });
