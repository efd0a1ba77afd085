import type { Plan } from '../plan/schema.ts';
import { placeAt, valueText, withValue, type SweepPlace } from './places.ts';
import { sweepLimits, type FieldValue, type Sweep } from './schema.ts';
import { movedTo, seedsOf, valuesOf } from './values.ts';

/** An axis with its places found in the plan and its values written out. */
export interface Line {
  places: SweepPlace[];
  values: FieldValue[];
}

/** One point of a sweep. Points are counted from 0, the seed last and fastest. */
export interface SweepPoint {
  point: number;
  /** Which value of each axis, and which seed where there are several. */
  index: number[];
  /** The value of each axis. */
  values: FieldValue[];
  seed: number;
}

/** A sweep laid out: every point by its number, without a list of them. The sweep has no problems (sweep/problems.ts). */
export class Points {
  readonly sweep: Sweep;
  readonly lines: readonly Line[];
  readonly seeds: readonly number[] | null;
  /** Values along each axis, and seeds last where there are several. */
  readonly shape: readonly number[];
  readonly total: number;

  constructor(sweep: Sweep) {
    this.sweep = sweep;
    this.lines = sweep.axes.map((axis) => {
      const places = axis.fields.map(({ at }) => placeAt(sweep.plan, at));
      return { places: places.filter((place) => place !== null), values: valuesOf(axis, places) };
    });
    this.seeds = seedsOf(sweep);
    this.shape = [...this.lines.map(({ values }) => values.length), ...(this.seeds ? [this.seeds.length] : [])];
    this.total = this.shape.reduce((product, n) => product * n, 1);
  }

  /** @throws RangeError for a number that is no point's */
  at(point: number): SweepPoint {
    if (!(point >= 0 && point < this.total)) throw new RangeError(`there is no point ${point}`);
    const index = this.indexOf(point);
    return {
      point,
      index,
      values: this.lines.map(({ values }, i) => values[index[i] ?? 0] ?? NaN),
      seed: this.seeds?.[index.at(-1) ?? 0] ?? this.sweep.plan.seed,
    };
  }

  /** The plan of a point: the sweep's with every field of every axis moved, and its seed. Shares all that is as it was. */
  planAt(point: number): Plan {
    const { index, values, seed } = this.at(point);
    const { axes, plan } = this.sweep;
    const seeded = seed === plan.seed ? plan : { ...plan, seed };
    return axes.reduce(
      (moved, axis, i) =>
        axis.fields.reduce((next, field) => {
          const place = placeAt(next, field.at); // a depth that was moved has other layers
          return place ? withValue(next, place, movedTo(field, place, values[i] ?? NaN, index[i] ?? 0)) : next;
        }, moved),
      seeded,
    );
  }

  /** What its run is called: `Double descent: 88, seed 1`. */
  nameOf(point: number): string {
    const { values, seed } = this.at(point);
    const texts = values.map((value, i) => {
      const place = this.lines[i]?.places[0];
      return place ? valueText(place.field, value) : String(value);
    });
    const at = [...texts, ...(this.seeds ? [`seed ${seed}`] : [])].join(', ');
    return `${this.sweep.name.slice(0, Math.max(1, 118 - at.length))}: ${at}`.slice(0, 120).trim();
  }

  /** The numbers of all points in the order they are run: seed by seed, and of each seed the axes in bit-reversed order, so that
   *  the shape is there after a tenth. */
  order(): number[] {
    if (this.sweep.order === 'listed') return Array.from({ length: this.total }, (_, point) => point);
    const seeds = this.seeds?.length ?? 1;
    const cells = spread(this.shape.slice(0, this.lines.length));
    return Array.from({ length: seeds }, (_, s) => cells.map((cell) => cell * seeds + s)).flat();
  }

  private indexOf(point: number): number[] {
    const index: number[] = [];
    let rest = point;
    for (const n of [...this.shape].reverse()) {
      index.unshift(rest % n);
      rest = Math.floor(rest / n);
    }
    return index;
  }
}

/** The cells of a grid, row-major, so that the first of them are spread over all of it: the bits of the coordinates, taken in
 *  turns from the lowest up, are the bits of the place in the order from the highest down. */
export function spread(shape: readonly number[]): number[] {
  const bits = Math.max(1, ...shape.map((n) => Math.ceil(Math.log2(Math.max(2, n)))));
  const cells = shape.reduce((product, n) => product * n, 1);
  const keyed = Array.from({ length: cells }, (_, cell) => {
    const coordinates: number[] = [];
    let rest = cell;
    for (const n of [...shape].reverse()) {
      coordinates.unshift(rest % n);
      rest = Math.floor(rest / n);
    }
    let key = 0;
    for (let bit = 0; bit < bits; bit++) for (const x of coordinates) key = key * 2 + ((x >> bit) & 1);
    return { cell, key };
  });
  return keyed.sort((a, b) => a.key - b.key || a.cell - b.cell).map(({ cell }) => cell);
}

/** Most points a sweep may have. */
export const mostPoints = sweepLimits.points;
