import { layerSchema, planSchema } from '../../../core/plan/schema.ts';

/** The parts of the plan's schema that fields check what is typed against. */
export const [denseSchema, , dropoutSchema, noiseSchema] = layerSchema.options;
export const [planeSchema, digitsSchema, , tableSchema] = planSchema.shape.data.options;
