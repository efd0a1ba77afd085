import { dataLimits, imageWidth } from '../../core/data/limits.ts';
import { byName } from '../../core/data/reading.ts';
import { m } from '../../core/words/m.ts';
import { int } from '../../core/words/numbers.ts';
import { collected, type CollectedDigit } from '../view/collected.svelte.ts';
import { PicturesImport } from './pictures-import.svelte.ts';

/** Digits drawn in the window that become a data set. */
export class CollectedImport extends PicturesImport {
  constructor(seed: number) {
    super(m.data_collected(), seed);
  }

  override read(): Promise<void> {
    this.remake();
    this.reading = null;
    return Promise.resolve();
  }

  override cancel(): void {
    // nothing is being read
  }

  remove(digit: CollectedDigit): void {
    collected.remove(digit);
    this.remake();
  }

  private remake(): void {
    const { digits } = collected;
    const labels = digits.map(({ label }) => label);
    const classes = labels.filter((label, i) => labels.indexOf(label) === i).sort(byName);
    this.problem = classes.length < 2 ? m.data_collected_classes() : '';
    if (classes.length > dataLimits.categories)
      this.problem = m.data_many_classes({ n: int(classes.length), most: dataLimits.categories });
    if (digits.length === 0 || classes.length > dataLimits.categories) {
      this.set = null;
      return;
    }
    const pixels = new Uint8Array(digits.length * imageWidth);
    digits.forEach((digit, i) => pixels.set(digit.pixels, i * imageWidth));
    const codes = Uint8Array.from(labels, (label) => classes.indexOf(label));
    this.give({ kind: 'images', rows: digits.length, classes, pixels, labels: codes, parts: null });
  }
}
