import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** What was asked for at the start, `--open` with a file or a lesson's id or number: Electron and Chromium have switches of their own, which are left to them. */
export function optionsOf(argv: readonly string[]): { data?: string; files: string[]; lesson?: string } {
  const { values, positionals } = parseArgs({
    args: argv.slice(1),
    options: { data: { type: 'string' }, open: { type: 'string' } },
    strict: false,
    allowPositionals: true,
  });
  const isFile = (name: string): boolean => /\.(goldilocks|json)$/i.test(name);
  const open = typeof values.open === 'string' && values.open !== '' ? values.open : undefined;
  const files = [...positionals, ...(open === undefined ? [] : [open])]
    .filter(isFile)
    // Linux's desktops hand over addresses
    .map((name) => (name.startsWith('file:') ? fileURLToPath(name) : name));
  return {
    ...(typeof values.data === 'string' && values.data !== '' && { data: values.data }),
    files,
    ...(open !== undefined && !isFile(open) && { lesson: open }),
  };
}

/** The same arguments with another data folder. */
export function withData(args: readonly string[], folder: string): string[] {
  const others = args.filter((arg, i) => !/^--data(=|$)/.test(arg) && args[i - 1] !== '--data');
  return [...others, '--data', folder];
}
