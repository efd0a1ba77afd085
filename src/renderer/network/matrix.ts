export type { Matrix } from '../../core/matrix.ts';
