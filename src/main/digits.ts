import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '../core/errors.ts';
import { digitsOf } from '../core/examples.ts';

/** The bytes of mnist.bin, read when they are first asked for and then kept. */
export class DigitsFile {
  private readonly path: string;
  private loading: Promise<Uint8Array> | undefined;

  /** @param resourcesDir the folder that holds mnist.bin: `resources/`, or the one a packaged app was given */
  constructor(resourcesDir: string) {
    this.path = join(resourcesDir, 'mnist.bin');
  }

  get exists(): boolean {
    return existsSync(this.path);
  }

  /** @throws LabError digits-missing, also when the file is cut short */
  bytes(): Promise<Uint8Array> {
    // a failure is not kept: the file may be built while the lab is open
    this.loading ??= read(this.path).catch((error: unknown) => {
      this.loading = undefined;
      throw error;
    });
    return this.loading;
  }
}

async function read(path: string): Promise<Uint8Array> {
  try {
    const file = await readFile(path);
    digitsOf(file);
    return file;
  } catch {
    throw new LabError('digits-missing');
  }
}
