import { z } from 'zod';

/** The window's policy: everything from its own origin, no inline scripts, nothing from the network. */
const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "style-src-attr 'unsafe-inline'", // components position things with style attributes
  "font-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** What both hosts send with every file of the window. */
export const siteHeaders = {
  'Content-Security-Policy': policy,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};

/** out/renderer-manifest.json, as scripts/vite-plugins.ts writes it: the files of the window, and no others. */
export const manifestSchema = z.array(
  z.strictObject({ path: z.string().min(1), size: z.int().min(0), sha256: z.string(), mime: z.string().min(1) }),
);
