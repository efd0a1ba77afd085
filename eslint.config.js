import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import noWordsInMarkup from './scripts/eslint/no-words-in-markup.mjs';
import svelteConfig from './svelte.config.js';

export default defineConfig(
  globalIgnores([
    'out/',
    'dist/',
    'native/',
    'src/core/words/compiled/',
    'resources/*.cjs',
    'node_modules/',
    'bench/.venv/',
    'test-results/',
    'playwright-report/',
    'coverage/',
  ]),
  // AssemblyScript: its compiler is stricter than any rule, and its types are not TypeScript's
  globalIgnores([
    'src/trainer/kernels/**/*.ts',
    '!src/trainer/kernels/words.ts',
    '!src/trainer/kernels/*.test.ts',
    '!src/trainer/kernels/testing/load.ts',
  ]),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  ts.configs.strictTypeChecked,
  svelte.configs.recommended,
  svelte.configs.prettier,
  {
    languageOptions: { parserOptions: { projectService: true, extraFileExtensions: ['.svelte'] } },
    rules: {
      'no-undef': 'off', // TypeScript knows which names exist in which room
      eqeqeq: 'error',
      '@typescript-eslint/ban-ts-comment': ['error', { 'ts-ignore': true, minimumDescriptionLength: 10 }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  { files: ['src/renderer/**'], languageOptions: { globals: globals.browser } },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
  },
  {
    files: ['src/renderer/**/*.svelte'],
    // panes whose words are still to be moved; a line goes when they were
    plugins: { words: { rules: { 'no-words-in-markup': noWordsInMarkup } } },
    rules: { 'words/no-words-in-markup': 'error' },
  },
  {
    // Plain JavaScript (it runs before TypeScript is installed): tsc checks its types, the rules about `any` would be noise.
    files: ['**/*.{js,mjs,cjs}'],
    extends: [ts.configs.disableTypeChecked],
    languageOptions: { globals: globals.node },
  },
);
