import type { FieldValue } from '../../core/sweep/schema.ts';
import { fixed, power, tickText, written } from '../../core/words/numbers.ts';
import { axisFromZero } from '../paint/series.ts';

/** A mark on an axis: where, from 0 to 1 along it, and what it says. */
export interface Tick {
  at: number;
  text: string;
}

/** How the values of a sweep's axis lie along it: each has a place of its own, from 0 to 1. */
export interface Along {
  kind: 'linear' | 'log' | 'ordinal';
  places: number[];
  ticks: Tick[];
}

/** Whether values are best told apart by ratios: all above 0 and over more than a decade. */
export function wantsLog(values: readonly FieldValue[]): boolean {
  const numbers = values.filter((v) => typeof v === 'number');
  if (numbers.length < values.length || numbers.length < 2 || !numbers.every((v) => v > 0)) return false;
  return Math.max(...numbers) / Math.min(...numbers) >= 8;
}

/** Room at both ends, so that what lies there is not cut. */
const PAD = 0.03;
/** So many values are each written at the axis. */
const EACH = 9;

/** The values along an axis: choices one after the other, numbers by their size or their ratios.
 *  @param log null to go by the values @param text how a value is written */
export function alongOf(values: readonly FieldValue[], log: boolean | null, text: (v: FieldValue) => string): Along {
  const numbers = values.filter((v) => typeof v === 'number');
  const low = Math.min(...numbers);
  const high = Math.max(...numbers);
  const each = (places: number[]): Tick[] => places.map((at, i) => ({ at, text: text(values[i] ?? NaN) }));
  if (numbers.length < values.length || low === high) {
    const places = values.map((_, i) => (i + 0.5) / values.length);
    return { kind: 'ordinal', places, ticks: each(places) };
  }
  const byRatio = (log ?? wantsLog(values)) && low > 0;
  const size = byRatio ? Math.log : (v: number): number => v;
  const place = (v: number): number => PAD + ((1 - 2 * PAD) * (size(v) - size(low))) / (size(high) - size(low));
  const places = numbers.map(place);
  const marks = values.length <= EACH ? null : byRatio ? ratioTicks(low, high) : evenTicks(low, high);
  const ticks = marks ? marks.map((v) => ({ at: place(v), text: text(v) })) : each(places);
  return { kind: byRatio ? 'log' : 'linear', places, ticks: ticks.sort((a, b) => a.at - b.at) };
}

/** 1, 2, 5 × 10^k from low to high, or the powers of ten alone where there are many. */
export function ratioTicks(low: number, high: number): number[] {
  const decades = Math.log10(high / low);
  const digits = decades > 5 ? [1] : decades > 3 ? [1, 3] : [1, 2, 5];
  const ticks: number[] = [];
  for (let k = Math.floor(Math.log10(low)); k <= Math.ceil(Math.log10(high)); k++)
    for (const digit of digits) {
      const v = Number(`${digit}e${k}`);
      if (v >= low * (1 - 1e-9) && v <= high * (1 + 1e-9)) ticks.push(v);
    }
  return ticks;
}

function evenTicks(low: number, high: number): number[] {
  const { step } = axisFromZero(high - low);
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({ length: count }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** The axis of a metric: what lies at 0 and at 1 of it, and its marks. */
export interface Upward {
  log: boolean;
  least: number;
  most: number;
  ticks: Tick[];
}

const LOG_DECADES = 12;

/** An axis that holds all values: from 0, or from below it, or by ratios.
 *  @param share whether values are shares, written in per cent */
export function upwardOf(values: readonly number[], log: boolean, share = false): Upward {
  const found = values.filter((v) => Number.isFinite(v) && (!log || v > 0));
  if (log) return logUpward(found, share);
  if (found.length === 0) return { log, least: 0, most: 1, ticks: [] };
  const high = Math.max(0, ...found);
  const low = Math.min(0, ...found);
  const { step, decimals } = axisFromZero(share ? Math.max(high - low, 0.01) : high - low);
  const least = Math.floor(low / step + 1e-9) * step;
  const most = Math.max(least + step, Math.ceil(high / step - 1e-9) * step);
  const marks = Array.from({ length: Math.round((most - least) / step) + 1 }, (_, i) => least + i * step);
  const at = (v: number): number => (v - least) / (most - least);
  const write = (v: number): string =>
    share ? fixed(100 * v, Math.max(0, decimals - 2)) : tickText(Number(v.toPrecision(12)), Math.min(4, decimals));
  return { log: false, least, most, ticks: marks.map((v) => ({ at: at(v), text: write(v) })) };
}

function logUpward(values: readonly number[], share: boolean): Upward {
  if (values.length === 0) return { log: true, least: 0.1, most: 1, ticks: [] };
  const high = Math.max(...values);
  const low = Math.min(...values);
  const most = 10 ** Math.ceil(Math.log10(high) - 1e-9);
  const floor = 10 ** Math.floor(Math.log10(low) + 1e-9);
  const least = Math.max(Math.min(floor, most / 10), most * 10 ** -LOG_DECADES);
  const at = (v: number): number => Math.log(v / least) / Math.log(most / least);
  const write = (v: number): string =>
    share ? written(String(Number((100 * v).toPrecision(3)))) : power(Math.round(Math.log10(v)));
  const marks = ratioTicks(least, most).filter((v) => Math.abs(Math.log10(v) - Math.round(Math.log10(v))) < 1e-9);
  return { log: true, least, most, ticks: marks.map((v) => ({ at: at(v), text: write(v) })) };
}

/** Where a value is on such an axis, from 0 to 1; what lies beyond is at its end, what has no place at its foot. */
export function upwardAt({ log, least, most }: Upward, value: number): number {
  if (!log) return Math.max(0, Math.min(1, (value - least) / (most - least)));
  return value > 0 ? Math.max(0, Math.min(1, Math.log(value / least) / Math.log(most / least))) : 0;
}

/** Marks of which none touches the one before. @param room px along the axis @param width px of a text */
export function apart(ticks: readonly Tick[], room: number, width: (text: string) => number): Tick[] {
  let end = -Infinity;
  return ticks.filter(({ at, text }) => {
    const half = width(text) / 2 + 4;
    if (at * room - half < end) return false;
    end = at * room + half;
    return true;
  });
}
