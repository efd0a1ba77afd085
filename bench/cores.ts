// Which cores a contestant may use: one thread gets one core, so that helpers of its own are not a second one unseen.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** The cores this process may use, those first that share none with one before them; none where Linux does not say. */
function allowed(): number[] {
  const read = (file: string): string => {
    try {
      return readFileSync(file, 'utf8');
    } catch {
      return '';
    }
  };
  const spans = /Cpus_allowed_list:\s*(\S+)/.exec(read('/proc/self/status'))?.[1]?.split(',') ?? [];
  const cores = spans.flatMap((span) => {
    const [first = 0, last = first] = span.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
  const seen = new Set<string>();
  const second = cores.filter((core) => {
    const siblings = read(`/sys/devices/system/cpu/cpu${core}/topology/thread_siblings_list`);
    const again = siblings !== '' && seen.has(siblings);
    seen.add(siblings);
    return again;
  });
  return [...cores.filter((core) => !second.includes(core)), ...second];
}

const cores = allowed();
const can = cores.length > 0 && spawnSync('taskset', ['--version']).status === 0;
const list = (count: number): string => cores.slice(0, count).join();

/** A command that runs on so many cores; as it is, where that cannot be said. */
export const onCores = (count: number, command: string[]): string[] =>
  can ? ['taskset', '-c', list(count), ...command] : command;

/** Keeps this process, all its threads and those it starts from now on to so many cores. */
export function keepToCores(count: number): void {
  if (can) spawnSync('taskset', ['-a', '-c', '-p', list(count), String(process.pid)]);
}
