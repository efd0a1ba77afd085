import { growthOf, Product, quantileOf, type ProductSettings } from '../../../core/matrix-products.ts';
import { thin } from '../../paint/series.ts';

/** Draws the band is made of; the first is the one that is shown. */
export const drawCount = 200;
/** ms an animation frame may be worked, so that training goes on at 60 frames a second beside it. */
const SLICE_MS = 4;
/** Places along the product at which quantiles are taken while it is drawn. */
const PLACES = 101;
/** Draws after which the band is worked out again. */
const OFTEN = 10;

/** 5 %, median and 95 % of log₁₀ of the largest |entry| after a number of factors. */
export interface Band {
  at: number;
  low: number;
  middle: number;
  high: number;
}

/** 200 draws of one product, worked out between the window's other work. */
export class ProductLoop {
  /** Rises whenever there is more to draw. */
  version = $state(0);
  /** Whether all draws are there. */
  settled = $state(false);
  readonly settings: ProductSettings;
  /** The draw that is shown. */
  readonly shown: Product;
  /** log₁₀ of the largest |entry| by factors, of every draw that is done. */
  readonly draws: Float64Array[] = [];
  band: readonly Band[] = [];
  private current: Product;
  private frame = 0;
  private readonly scratch = new Float64Array(drawCount);

  constructor(settings: ProductSettings) {
    this.settings = settings;
    this.shown = new Product(settings);
    this.current = this.shown;
  }

  start(): void {
    if (!this.settled) this.frame = requestAnimationFrame(this.work);
  }
  stop(): void {
    cancelAnimationFrame(this.frame);
  }

  private readonly work = (): void => {
    const end = performance.now() + SLICE_MS;
    const before = this.draws.length;
    while (this.draws.length < drawCount && performance.now() < end) this.advance();
    const done = this.draws.length === drawCount;
    if (done || Math.floor(this.draws.length / OFTEN) > Math.floor(before / OFTEN)) {
      const places = thin(this.settings.count + 1, PLACES);
      this.band = places.map((at) => this.bandAt(at));
    }
    this.version++;
    this.settled = done;
    this.start();
  };

  /** Some factors, about 50 µs of them. */
  private advance(): void {
    for (let k = 0; k < 8 && !this.current.done; k++) this.current.multiply();
    if (!this.current.done) return;
    this.draws.push(this.current.sizes);
    if (this.draws.length < drawCount) this.current = new Product(this.settings, this.draws.length);
  }

  bandAt(at: number): Band {
    const values = this.scratch.subarray(0, this.draws.length);
    this.draws.forEach((sizes, i) => (values[i] = sizes[at] ?? NaN));
    values.sort();
    const of = (q: number): number => quantileOf(values, q);
    return { at, low: of(0.05), middle: of(0.5), high: of(0.95) };
  }

  meanAt(at: number): number {
    return this.draws.reduce((sum, sizes) => sum + (sizes[at] ?? NaN), 0) / this.draws.length;
  }

  /** The line of theory in log₁₀: from the mean of the first matrices on, the growth of each factor; null without a theory. */
  theory(): { from: number; slope: number } | null {
    const growth = growthOf(this.settings);
    return growth === null || this.draws.length === 0 ? null : { from: this.meanAt(0), slope: growth / Math.LN10 };
  }
}
