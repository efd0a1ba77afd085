import type { z } from 'zod';
import { notTaken } from '../../core/words/typed.ts';
import { checkNumber } from './number.ts';
import { writeNumber } from './read.ts';

/** How long it is said that something was not taken. */
const NOTICE_MS = 8000;

/** What is being typed into one field for a number, and what is understood of it until it is taken. */
export class Draft {
  /** null while nothing is being typed */
  text = $state<string | null>(null);
  private notice = $state('');
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly schema: () => z.ZodType<number>;

  private readonly checked = $derived.by(() => (this.text === null ? null : checkNumber(this.text, this.schema())));
  /** The number that would be taken now, or null. */
  readonly value: number | null = $derived(this.checked && 'value' in this.checked ? this.checked.value : null);
  /** Why what is typed is no number for this place; empty where it is one. */
  readonly wrong: string = $derived(this.checked && 'sentence' in this.checked ? this.checked.sentence : '');
  /** What there is to say below the field: of what is typed, else of what was typed last and not taken. */
  readonly sentence: string = $derived(this.wrong || this.notice);
  /** What is understood, written so that it can mean nothing else; empty where that is what is typed. */
  readonly understood: string = $derived.by(() => {
    if (this.value === null || this.text === null) return '';
    const written = writeNumber(this.value, false);
    return written === this.text.trim().replaceAll('-', '−') ? '' : `= ${written}`;
  });

  constructor(schema: () => z.ZodType<number>) {
    this.schema = schema;
  }

  type(text: string): void {
    this.say('');
    this.text = text;
  }

  /** Leaves what is typed as if it never was. */
  drop(): void {
    this.say('');
    this.text = null;
  }

  /** Ends typing. Returns the number to take; where there is none, says so for a while. */
  end(): number | null {
    const { value, text, wrong } = this;
    this.drop();
    if (text !== null && wrong) {
      this.say(notTaken(text, wrong));
      this.timer = setTimeout(() => (this.notice = ''), NOTICE_MS);
    }
    return value;
  }

  private say(notice: string): void {
    clearTimeout(this.timer);
    this.notice = notice;
  }
}
