import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

/** @type {import('@sveltejs/vite-plugin-svelte').SvelteConfig} */
export default {
  preprocess: vitePreprocess({ script: false }),
  compilerOptions: {
    // Svelte counts <canvas> among the interactive elements; a picture drawn on one is role="img" (ARIA in HTML allows any).
    warningFilter: ({ code, message }) =>
      !(code === 'a11y_no_interactive_element_to_noninteractive_role' && message.includes('<canvas>')),
  },
  vitePlugin: {
    // Runes for our own files only: `compilerOptions.runes: true` would break legacy components in node_modules.
    dynamicCompileOptions: ({ filename }) => (filename.includes('node_modules') ? undefined : { runes: true }),
  },
};
