import { partsOf } from '../core/data/parts.ts';
import { dataSetOf, type DataSet } from '../core/data/data-set.ts';
import { LabError } from '../core/errors.ts';
import { sourceKeyOf } from '../core/examples.ts';
import type { Plan } from '../core/plan/schema.ts';
import type { DigitsFile } from './digits.ts';

interface Kept {
  sha256: string;
  bytes: Uint8Array;
  set: DataSet;
  fits: Set<string>;
}
/** Data sets beside each other in columns and sweeps; and plans that differ in seed and counts. */
const MOST_KEPT = 3;
const MOST_FITS = 100;

/** Where stored data sets are read: the store, or nowhere. */
export interface StoredSets {
  bytes(sha256: string): Uint8Array | null;
}

/** What plans take their examples from, as bytes to hand to a trainer. */
export class Sources {
  readonly digits: DigitsFile;
  private readonly sets: StoredSets | null;
  /** The data sets that were read last, the newest first, and the data of plans that each fits. */
  private kept: Kept[] = [];

  /** @param sets null where there is no store, and so no data but the digits */
  constructor(digits: DigitsFile, sets: StoredSets | null) {
    this.digits = digits;
    this.sets = sets;
  }

  /** What a plan takes its examples from; null where they follow from the plan. @throws LabError as `check`, digits-missing */
  async of(plan: Plan): Promise<{ key: string; file: Uint8Array } | null> {
    const key = sourceKeyOf(plan.data);
    if (key === null) return null;
    if (!('sha256' in plan.data)) return { key, file: await this.digits.bytes() };
    this.check(plan);
    return { key, file: this.read(plan.data).bytes };
  }

  /** Whether what a plan names is there, and is what the plan says it is. @throws LabError data-unknown, data-unfit, digits-missing */
  check({ data, seed }: Plan): void {
    if (data.kind === 'mnist' && !this.digits.exists) throw new LabError('digits-missing');
    if (!('sha256' in data)) return;
    const { set, fits } = this.read(data);
    const key = JSON.stringify([data, seed]);
    if (fits.has(key)) return;
    partsOf(data, set, seed);
    if (fits.size >= MOST_FITS) fits.clear();
    fits.add(key);
  }

  private read({ sha256, title }: { sha256: string; title: string }): Kept {
    const known = this.kept.find((one) => one.sha256 === sha256);
    if (known) return known;
    const bytes = this.sets?.bytes(sha256);
    if (!bytes) throw new LabError('data-unknown', { title });
    const read = { sha256, bytes, set: dataSetOf(bytes, title), fits: new Set<string>() };
    this.kept = [read, ...this.kept].slice(0, MOST_KEPT);
    return read;
  }
}
