// Compiles the messages of src/core/words (one file a pane and language) into typed functions: docs/WORDS.md.
import { compile } from '@inlang/paraglide-js';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { entry, root, Stop } from './run.mjs';

const folder = join(root, 'src', 'core', 'words');
const base = 'en';

/** @param {string} locale @param {string} file @returns {Record<string, unknown>} */
const messagesOf = (locale, file) => JSON.parse(readFileSync(join(folder, locale, file), 'utf8'));

/** What a translation must keep: the names in braces. @param {unknown} message */
const inputsOf = (message) =>
  [...new Set(JSON.stringify(message).match(/\{\w+\}/g) ?? [])].sort((a, b) => (a < b ? -1 : 1)).join(' ');

/** What is wrong with the files, a line each: what the compiler would pass over in silence. */
export function faults() {
  const found = [];
  const settings = JSON.parse(readFileSync(join(folder, 'project.inlang', 'settings.json'), 'utf8'));
  /** @type {string[]} */
  const patterns = settings['plugin.inlang.messageFormat'].pathPattern;
  /** @type {string[]} */
  const locales = settings.locales;
  for (const locale of locales) {
    const files = readdirSync(join(folder, locale));
    for (const file of files) {
      const at = `src/core/words/${locale}/${file}`;
      if (!patterns.includes(`./{locale}/${file}`)) found.push(`${at}: add it to project.inlang/settings.json.`);
      const english = messagesOf(base, file);
      for (const [key, message] of Object.entries(messagesOf(locale, file))) {
        const prefix = file.replace('.json', '_');
        if (!key.startsWith(prefix)) found.push(`${at}: “${key}” should begin with “${prefix}”.`);
        if (!(key in english)) found.push(`${at}: “${key}” is not in English; remove it.`);
        else if (inputsOf(message) !== inputsOf(english[key]))
          found.push(
            `${at}: “${key}” has ${inputsOf(message) || 'no inputs'}, English ${inputsOf(english[key]) || 'none'}.`,
          );
      }
    }
  }
  return found;
}

/** Compiles all messages; throws where the files are not in order. */
export async function compileWords() {
  const wrong = faults();
  if (wrong.length > 0) throw new Stop(wrong.join('\n'));
  await compile({
    project: join(folder, 'project.inlang'),
    outdir: join(folder, 'compiled'),
    outputStructure: 'locale-modules',
    emitTsDeclarations: true,
    strategy: ['globalVariable', 'baseLocale'],
    emitReadme: false,
    emitGitIgnore: false,
    emitPrettierIgnore: false,
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  entry(async () => {
    await compileWords();
    return 0;
  });
}
