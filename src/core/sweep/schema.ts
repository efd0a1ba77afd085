import { z } from 'zod';
import { planSchema } from '../plan/schema.ts';
import { nameSchema } from '../plan/text.ts';

/** What a sweep may hold at most. */
export const sweepLimits = { axes: 3, fields: 6, points: 10_000, seeds: 1000 } as const;

const number = z.number();
/** A number, or the id of a choice. */
const value = z.union([number, z.string().max(40)]);
const count = (max: number): z.ZodNumber => z.int().min(1).max(max);
const seed = planSchema.shape.seed;

/** What an axis goes through. A range has `count` values, both ends among them, evenly spaced, or in equal ratios where `log`. */
const values = z.union([
  z.strictObject({ list: z.array(value).min(1).max(sweepLimits.points) }),
  z.strictObject({ from: number, to: number, count: count(sweepLimits.points), log: z.boolean().exactOptional() }),
]);

/** A field that an axis moves: to the axis' value v, to c · vᵖ of it, or through a list of its own. */
const moved = z.strictObject({
  /** A place in the plan (sweep/fields.ts): `optimizer.learningRate`, `network[0].units`, `network[*].init.kind`, `depth`. */
  at: z.string().min(1).max(60),
  c: number.exactOptional(),
  p: z.number().min(-8).max(8).exactOptional(),
  list: z.array(value).min(1).max(sweepLimits.points).exactOptional(),
});

const axis = z.strictObject({ fields: z.array(moved).min(1).max(sweepLimits.fields), values });

/** Orders in which points are run: `spread` shows the shape early, `listed` is as they are counted. */
export const sweepOrders = ['spread', 'listed'] as const;
/** What the runs of a sweep record: a curve and the end, or all that a run of the workbench does. */
export const recordings = ['small', 'full'] as const;
export type Recording = (typeof recordings)[number];

/** A sweep: a plan, and what of it varies along one to three axes, each point with so many seeds. */
export const sweepSchema = z.strictObject({
  name: nameSchema,
  plan: planSchema,
  axes: z.array(axis).min(1).max(sweepLimits.axes),
  /** Each point is run with every one of these; a count begins with the plan's own seed. */
  seeds: z.union([count(sweepLimits.seeds), z.array(seed).min(1).max(sweepLimits.seeds)]).exactOptional(),
  order: z.enum(sweepOrders).default('spread'),
  record: z.enum(recordings).default('small'),
});

/** The same with a plan that is not looked at yet, so that its problems keep their places. */
export const aroundPlanSchema = sweepSchema.extend({ plan: z.unknown() });

export type Sweep = z.infer<typeof sweepSchema>;
export type SweepInput = z.input<typeof sweepSchema>;
export type Axis = Sweep['axes'][number];
export type Moved = Axis['fields'][number];
export type AxisValues = Axis['values'];
export type FieldValue = z.infer<typeof value>;
