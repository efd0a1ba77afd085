import { m } from '../words/m.ts';
import matrices from './matrices.json' with { type: 'json' };
import memory from './memory.json' with { type: 'json' };
import slope from './slope.json' with { type: 'json' };
import symmetry from './symmetry.json' with { type: 'json' };
import xavier from './xavier.json' with { type: 'json' };
import { lessonSchema, type Lesson } from './schema.ts';
import backward from './backward.json' with { type: 'json' };
import depth from './depth.json' with { type: 'json' };
import dropout from './dropout.json' with { type: 'json' };
import exercise1 from './exercise1.json' with { type: 'json' };
import exercise2 from './exercise2.json' with { type: 'json' };
import forward from './forward.json' with { type: 'json' };
import generalization from './generalization.json' with { type: 'json' };
import scratch from './scratch.json' with { type: 'json' };
import regularization from './regularization.json' with { type: 'json' };

/** The lessons of the lecture: files as a teacher would write them. */
const files = {
  forward,
  backward,
  memory,
  slope,
  depth,
  matrices,
  symmetry,
  exercise1,
  xavier,
  exercise2,
  generalization,
  regularization,
  dropout,
  scratch,
} satisfies Record<string, unknown>;

export type LessonId = keyof typeof files;
export const lessonIds = Object.keys(files) as LessonId[];

/** Its parts in the order of the lecture, and the lessons of each. */
export const parts: readonly { title: () => string; place: () => string; lessons: readonly LessonId[] }[] = [
  { title: m.lessons_part_propagation, place: m.lessons_place_propagation, lessons: ['forward', 'backward', 'memory'] },
  {
    title: m.lessons_part_gradients,
    place: m.lessons_place_gradients,
    lessons: ['slope', 'depth', 'matrices', 'symmetry'],
  },
  {
    title: m.lessons_part_initialization,
    place: m.lessons_place_initialization,
    lessons: ['exercise1', 'xavier', 'exercise2'],
  },
  {
    title: m.lessons_part_generalization,
    place: m.lessons_place_generalization,
    lessons: ['generalization', 'regularization', 'dropout', 'scratch'],
  },
];

const read = new Map<LessonId, Lesson>();

/** A lesson by its id. They are known to be right (lessons.test.ts). */
export function lessonOf(id: LessonId): Lesson {
  const known = read.get(id) ?? lessonSchema.parse(files[id]);
  read.set(id, known);
  return known;
}

export const isLesson = (id: string): id is LessonId => Object.hasOwn(files, id);

/** `2.2`: its part and its place there. */
export function numberOfLesson(id: LessonId): string {
  const part = parts.findIndex(({ lessons }) => lessons.includes(id));
  return `${part + 1}.${(parts[part]?.lessons.indexOf(id) ?? 0) + 1}`;
}
