import { bytesOf, type ImageSet } from '../../core/data/data-set.ts';
import { partsOf, type ImageSpec, type Parts } from '../../core/data/parts.ts';
import { LabError } from '../../core/errors.ts';
import { plainName } from '../../core/plan/text.ts';
import { errorSentence } from '../../core/words/errors.ts';

const UNSTORED = '0'.repeat(64);

/** Pictures that become a data set, wherever they come from. */
export abstract class PicturesImport {
  readonly title: string;
  readonly seed: number;
  /** Share that was read, null when all was; and why it was not. */
  reading = $state<number | null>(0);
  failure = $state('');
  /** Why what was read cannot be used as it is chosen. */
  problem = $state('');
  set = $state.raw<ImageSet | null>(null);
  /** What the classes are called; as many as there are. */
  names = $state.raw<readonly string[]>([]);
  train = $state(1);
  test = $state(0);
  validation = $state(0);

  constructor(title: string, seed: number) {
    this.title = plainName(title);
    this.seed = seed;
  }

  readonly spec = $derived.by((): ImageSpec | null => {
    const { set, names, train, test, validation } = this;
    if (!set || this.problem !== '') return null;
    const counts = { train, test, ...(validation > 0 && { validation }) };
    return { kind: 'images', sha256: UNSTORED, title: this.title, names: [...names], ...counts };
  });
  readonly parts = $derived.by((): Parts | string => {
    if (!this.spec || !this.set) return this.problem;
    try {
      return partsOf(this.spec, { ...this.set, classes: this.names }, this.seed);
    } catch (error) {
      if (error instanceof LabError) return errorSentence(error);
      throw error;
    }
  });

  abstract read(): Promise<void>;

  /** Gives up reading. */
  abstract cancel(): void;

  /** Takes what was read, with its own names of classes, and a sixth to test with where the files do not say. */
  protected give(set: ImageSet): void {
    const before = this.set;
    this.set = set;
    // what was said of the same classes, and of as many pictures, still holds
    if (before?.classes.join('\n') !== set.classes.join('\n')) this.names = set.classes;
    if (before?.rows === set.rows && before.parts === null && set.parts === null) return;
    const tests = set.parts?.reduce((sum, part) => sum + part, 0) ?? Math.floor(set.rows / 6);
    this.test = tests;
    this.train = set.rows - tests;
    this.validation = 0;
  }

  /** Names of the classes out of one line, between commas; what is not named keeps its number. */
  rename(line: string): void {
    const given = line.split(',').map((name) => name.trim().slice(0, 200));
    this.names = this.names.map((_, k) => given[k] || String(k));
  }

  bytes(): Uint8Array {
    if (!this.set) throw new Error('nothing was read');
    return bytesOf({ ...this.set, classes: this.names });
  }
}
