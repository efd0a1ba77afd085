import { run, type RunOptions } from './run.ts';

/** A program on this machine and the words every call of it begins with. */
export interface Tool {
  command: string;
  args: string[];
  /** First line of what it says its version is. */
  version: string;
}

const windows = process.platform === 'win32';

/** The first of some commands that runs. */
async function first(commands: string[][], asking: string[], options?: RunOptions): Promise<Tool | null> {
  for (const [command, ...args] of commands) {
    if (!command) continue;
    const answer = await run(command, [...args, ...asking], options).catch(() => null);
    if (answer?.code === 0) return { command, args, version: answer.output.trim().split('\n', 1)[0] ?? '' };
  }
  return null;
}

export const findPython = (): Promise<Tool | null> =>
  first(windows ? [['py', '-3'], ['python']] : [['python3'], ['python']], ['--version']);

/** pip of a Python, or on its own. */
export const findPip = (): Promise<Tool | null> =>
  first(
    windows
      ? [['py', '-3', '-m', 'pip'], ['python', '-m', 'pip'], ['pip']]
      : [['python3', '-m', 'pip'], ['python', '-m', 'pip'], ['pip3'], ['pip']],
    ['--version'],
  );

/** A C++17 compiler: CXX, else the usual ones. MSVC's cl says its version when asked nothing and ends with 0. */
export async function findCompiler(): Promise<Tool | null> {
  if (windows) return first([['cl']], []);
  const named = process.env['CXX']?.split(' ').filter(Boolean);
  return first([...(named ? [named] : []), ['g++'], ['clang++'], ['c++']], ['--version']);
}

/** npm: the one that runs us, where one does and this program can run it, else the one on PATH. */
export const findNpm = (): Promise<Tool | null> => {
  const own = process.env['npm_execpath'];
  // inside Electron this program is no Node
  const ours = own?.endsWith('.js') && !process.versions['electron'] ? [[process.execPath, own]] : [];
  return first([...ours, ['npm']], ['--version'], npmOptions);
};

/** On Windows npm is a script. */
export const npmOptions: RunOptions = { shell: windows };

/** Runs a program; what it said last becomes the reason if it fails. @throws Error */
export async function must(what: string, command: string, args: string[], options: RunOptions = {}): Promise<string> {
  const { code, output } = await run(command, args, options);
  if (code !== 0) throw new Error(`${what} failed (${output.trim().split('\n').at(-1) ?? ''}; exit ${code})`);
  return output;
}
