/** Every word that is shown, as a function a message: `m.bar_undo()`. Compiled from the JSON files of this folder (docs/WORDS.md). */
export { m } from './compiled/messages.js';
export { baseLocale, getLocale, locales, overwriteGetLocale, type Locale } from './compiled/runtime.js';
