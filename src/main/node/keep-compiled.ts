import * as modules from 'node:module';
import { basename, join } from 'node:path';

/** Has Node keep what it compiles of the lab beside the build, so that the next start need not compile it again. Whoever can
 *  write there could change the lab itself; each build begins with an empty folder. Where it cannot be written, or this Node
 *  cannot do it, nothing is kept and nothing is said. @param entryDir folder of the entry file */
export function keepCompiled(entryDir: string): void {
  if (basename(entryDir) === 'node') return; // as source, in tests
  // older Nodes have no such function; it does not throw, it answers whether it could
  (modules as Partial<typeof modules>).enableCompileCache?.(join(entryDir, 'compiled'));
}
