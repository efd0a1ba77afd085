import { z } from 'zod';

/** A share of the rows in percent, so that at least a tenth is left to train with. */
export const percentSchema = (most: number): z.ZodNumber => z.number().min(0).max(most);

/** How many pictures a part has. */
export const countSchema = (least: number, most: number): z.ZodNumber => z.int().min(least).max(most);
