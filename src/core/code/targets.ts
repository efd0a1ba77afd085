import type { Plan } from '../plan/schema.ts';
import { csvFiles, jsonFiles, type DataFile } from './data.ts';
import { d2l } from './d2l.ts';
import { keras } from './keras.ts';
import type { Given } from './outline.ts';
import { pytorch } from './pytorch.ts';
import { pytorchScratch } from './pytorch_scratch.ts';
import { tfjs } from './tfjs.ts';

/** A framework that a plan can be written in. */
export interface CodeTarget {
  title: string;
  language: 'python' | 'javascript';
  /** What the file is called. */
  file: string;
  /** The program for a plan without problems. @param given values to start from (`W1` out × in, `b1`), else they are drawn */
  generate: (plan: Plan, given: Given) => string;
  /** The files with examples that the program reads; none where it has them, or loads them from elsewhere. */
  data: (plan: Plan) => DataFile[];
}

export const targets = {
  pytorch: { title: 'PyTorch', language: 'python', file: 'network.py', generate: pytorch, data: csvFiles },
  pytorch_scratch: {
    title: 'PyTorch from scratch',
    language: 'python',
    file: 'network.py',
    generate: pytorchScratch,
    data: csvFiles,
  },
  d2l: { title: 'd2l', language: 'python', file: 'network.py', generate: d2l, data: csvFiles },
  keras: { title: 'Keras', language: 'python', file: 'network.py', generate: keras, data: csvFiles },
  tfjs: { title: 'TensorFlow.js', language: 'javascript', file: 'network.mjs', generate: tfjs, data: jsonFiles },
} satisfies Record<string, CodeTarget>;

export type CodeTargetId = keyof typeof targets;
export const codeTargetIds = Object.keys(targets) as [CodeTargetId, ...CodeTargetId[]];
/** The registry with its entries at their full type, for code that iterates over it. */
export const codeTargetOf = (id: CodeTargetId): CodeTarget => targets[id];
