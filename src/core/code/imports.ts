/** What Python brings along and programs use. */
const standard = new Set(['copy', 'itertools', 'math']);

const moduleOf = (line: string): string => line.split(/[ .]/)[1] ?? '';

/** Import statements in the order of isort: the standard library, then the rest, `import …` before `from …`. */
export function importsOf(lines: readonly string[]): string[] {
  const sorted = [...new Set(lines)].sort((a, b) => {
    const from = Number(a.startsWith('from')) - Number(b.startsWith('from'));
    return from !== 0 ? from : a.slice(a.indexOf(' ')) < b.slice(b.indexOf(' ')) ? -1 : 1;
  });
  const own = sorted.filter((line) => standard.has(moduleOf(line)));
  const others = sorted.filter((line) => !standard.has(moduleOf(line)));
  return [...own, ...(own.length > 0 && others.length > 0 ? [''] : []), ...others];
}
