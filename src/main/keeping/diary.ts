import type { LabError } from '../../core/errors.ts';
import type { RunInfo } from '../../core/run.ts';
import { version } from '../version.ts';
import { logBug, logError, logEvent, logged } from './log.ts';

/** What a lab writes into its folder's log: that it was opened and closed, what its runs turned to, what failed, and with what
 *  the process crashed. */
export class Diary {
  private readonly folder: string;
  private readonly crashed = (error: unknown): void => logBug(this.folder, error);

  /** @param host what the lab runs in */
  constructor(folder: string, host: string) {
    this.folder = folder;
    const { node, electron } = process.versions;
    const runtime = electron ? `Electron ${electron}` : `Node ${node}`;
    this.note(`opened: Goldilocks ${version} (${host}), ${runtime}, ${process.platform}-${process.arch}`);
    process.on('uncaughtExceptionMonitor', this.crashed); // what follows is as without it
  }

  turned({ id, progress: { status, step } }: RunInfo): void {
    this.note(`run ${id} is ${status} at step ${step}`);
  }

  failed(error: LabError): void {
    logError(this.folder, error);
  }

  /** What should never happen: the terminal sees it as well. */
  bug(error: unknown): void {
    console.error(error);
    logBug(this.folder, error);
  }

  close(): Promise<void> {
    this.note('closed');
    process.off('uncaughtExceptionMonitor', this.crashed);
    return logged();
  }

  private note(line: string): void {
    logEvent(this.folder, `${line} [${process.pid}]`);
  }
}
