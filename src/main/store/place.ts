import { statSync } from 'node:fs';
import { LabError } from '../../core/errors.ts';
import { m } from '../../core/words/m.ts';

/** Where an open database lies. A file that is open can be written when nobody can reach it any more: its folder was deleted, or
 *  its stick pulled out and let go of by the system. What is stored then is lost, and nothing says so unless it is asked. */
export class Place {
  private readonly file: string;
  private readonly name: string;
  private readonly first: string | null;

  constructor(file: string, name: string) {
    this.file = file;
    this.name = name;
    this.first = this.now();
  }

  /** @throws LabError store-unwritable where the file is not there any more, or is another */
  check(): void {
    if (this.now() !== this.first)
      throw new LabError('store-unwritable', { file: this.name, reason: m.errors_reason_gone() });
  }

  private now(): string | null {
    // Windows keeps a file that is open where it is, and some of its file systems number files anew
    if (process.platform === 'win32') return null;
    try {
      const { dev, ino } = statSync(this.file, { bigint: true });
      return `${dev} ${ino}`;
    } catch {
      return 'gone'; // or on a disk that does not answer
    }
  }
}
