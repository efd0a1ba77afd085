import type { LabError, passing } from '../../core/errors.ts';

/** What keeps a batch from being stored and may pass. `wait`: milliseconds until it is tried again; `tell`: failures in a row before
 *  anyone is told, since a lock is usually another process's short transaction; `pause`: whether training rests until then. */
export const hindrances = {
  'store-locked': { wait: 250, tell: 4, pause: false },
  'store-full': { wait: 2000, tell: 1, pause: true },
  'store-unwritable': { wait: 2000, tell: 1, pause: true },
  'store-damaged': { wait: 5000, tell: 1, pause: true },
} as const satisfies Record<(typeof passing)[number], { wait: number; tell: number; pause: boolean }>;
export type Hindrance = keyof typeof hindrances;

export const hinders = (error: LabError): error is LabError & { code: Hindrance } => error.code in hindrances;
