// Words that a person reads stand in src/core/words, not in markup: docs/WORDS.md.

/** Attributes whose text is read, by eye or ear. */
const read = new Set([
  'title',
  'alt',
  'placeholder',
  'label',
  'aria-label',
  'aria-valuetext',
  'aria-description',
  'aria-roledescription',
]);
/** A word: three letters in a row, so that symbols (`W`, `dx`, `η`) and units (`s`, `px`) may stay. */
const word = /\p{L}{3,}/u;

/** @type {import('eslint').Rule.RuleModule} */
export default {
  meta: {
    type: 'problem',
    docs: { description: 'words in markup come from messages' },
    messages: { literal: '“{{text}}” is a literal: put it into src/core/words and show m.… (docs/WORDS.md).' },
    schema: [],
  },
  create(context) {
    /** @param {any} node @param {string} text */
    const check = (node, text) => {
      if (!word.test(text)) return;
      context.report({ node, messageId: 'literal', data: { text: text.trim().replace(/\s+/g, ' ').slice(0, 40) } });
    };

    /** The strings an expression may become, as far as they stand in it. @param {any} node */
    const within = (node) => {
      switch (node?.type) {
        case 'Literal':
          if (typeof node.value === 'string') check(node, node.value);
          break;
        case 'TemplateLiteral':
          for (const part of node.quasis) check(part, part.value.cooked ?? '');
          for (const part of node.expressions) within(part);
          break;
        case 'ConditionalExpression':
          within(node.consequent);
          within(node.alternate);
          break;
        case 'LogicalExpression':
        case 'BinaryExpression':
          if (!['&&', '||', '??', '+'].includes(node.operator)) break;
          within(node.left);
          within(node.right);
          break;
      }
    };

    /** @param {any} node whether it is text between tags */
    const shown = (node) =>
      [
        'SvelteElement',
        'SvelteIfBlock',
        'SvelteElseBlock',
        'SvelteEachBlock',
        'SvelteSnippetBlock',
        'SvelteKeyBlock',
        'Program',
      ].includes(node.parent?.type);
    /** @param {any} node */
    const inRaw = (node) => ['style', 'script'].includes(node.parent?.name?.name);

    return {
      /** @param {any} node */
      SvelteText: (node) => {
        if (!inRaw(node)) check(node, node.value);
      },
      /** @param {any} node */
      SvelteMustacheTag: (node) => {
        if (shown(node)) within(node.expression);
      },
      /** @param {any} node */
      SvelteAttribute: (node) => {
        if (!read.has(node.key?.name)) return;
        for (const value of node.value) {
          if (value.type === 'SvelteLiteral') check(value, value.value);
          else if (value.type === 'SvelteMustacheTag') within(value.expression);
        }
      },
    };
  },
};
