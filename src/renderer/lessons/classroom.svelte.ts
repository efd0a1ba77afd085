import { classLimits, readAnswers } from '../../core/lessons/answers.ts';
import { classOf, toldApart, type HandedIn } from '../../core/lessons/class.ts';
import { refusalText, remarkText } from '../../core/lessons/class-words.ts';
import { editionAmong } from '../../core/lessons/editions.ts';
import { m } from '../../core/words/m.ts';
import type { Course } from './course.svelte.ts';

/** What a class handed in, while a teacher looks at it. It is in this window alone and never in the lab. */
export class Classroom {
  /** Whether it is on the page of lessons, in the place of the list. */
  open = $state(false);
  private readonly course: Course;
  private files = $state.raw<readonly HandedIn[]>([]);
  private refused = $state.raw<readonly string[]>([]);

  constructor(course: Course) {
    this.course = course;
  }

  private readonly read = $derived.by(() => classOf(this.files, editionAmong(this.course.entries)));
  get tables(): ReturnType<typeof classOf>['tables'] {
    return this.read.tables;
  }
  /** What there is to say of single files, a sentence each. */
  readonly remarks: readonly string[] = $derived.by(() => [...this.refused, ...this.read.remarks.map(remarkText)]);
  get count(): number {
    return this.files.length;
  }

  /** Reads files beside those that were read before, and shows them all. What is larger than any answers is not read. */
  async take(files: readonly File[]): Promise<void> {
    const found = await Promise.all(files.slice(0, classLimits.files).map(readFile));
    this.files = toldApart([...this.files, ...found.flatMap((one) => (typeof one === 'string' ? [] : [one]))]);
    this.refused = [
      ...this.refused,
      ...found.filter((one) => typeof one === 'string'),
      ...(files.length > classLimits.files ? [m.class_many({ most: String(classLimits.files) })] : []),
    ];
    this.open = true;
  }

  /** Back to the list; nothing of it is kept. */
  close(): void {
    this.open = false;
    this.files = [];
    this.refused = [];
  }
}

/** A file of answers, or why it is none. */
async function readFile(file: File): Promise<HandedIn | string> {
  if (file.size > classLimits.bytes) return refusalText(file.name, 'large');
  let text: string;
  try {
    text = await file.text();
  } catch {
    return m.class_unreadable({ file: file.name }); // a folder, or a file that is gone by now
  }
  const found = readAnswers(file.name, text);
  return 'answers' in found ? { file: file.name, answers: found.answers } : refusalText(file.name, found.refusal);
}
