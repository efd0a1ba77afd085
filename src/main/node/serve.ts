// Where the browser host begins. Bundled to out/main/serve.js: nothing but this, since the compiled code that is kept serves only
// modules loaded after it was asked for.
import { keepCompiled } from './keep-compiled.ts';

keepCompiled(import.meta.dirname);
await import('./browser-host.ts');
