import type { LabErrorCode } from '../../core/errors.ts';

/** How long a notice stays. */
const NOTICE_MS = 8000;

/** The one line above the transport, and when it goes: a notice by itself, a failure that stands when it is over or was read,
 *  anything else as soon as something else was done or what it says no longer holds. */
export class MessageLine {
  private current = $state('');
  private code: LabErrorCode | null = $state(null);
  private lasting = false;
  /** The failure that holds, behind whatever is said. */
  private standing: { text: string; code: LabErrorCode } | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private said = 0;

  /** Empty when there is nothing to say. */
  get text(): string {
    return this.current;
  }

  /** The failure that it says, if it says one. */
  get failure(): LabErrorCode | null {
    return this.code;
  }

  /** What stands until something else is done. @param code of the failure it says, if it is one */
  say(text: string, code: LabErrorCode | null = null): void {
    clearTimeout(this.timer);
    this.current = text;
    this.code = code;
    this.lasting = true;
    this.said++;
  }

  /** A failure that holds until `over` or until somebody has read it. */
  stand(text: string, code: LabErrorCode): void {
    this.standing = { text, code };
    this.say(text, code);
  }

  /** What needs no answer, and goes away by itself. */
  notice(text: string): void {
    this.say(text);
    this.lasting = false;
    this.timer = setTimeout(() => this.clear(), NOTICE_MS);
  }

  /** What is said goes; a failure that holds comes back. */
  clear(): void {
    const { text, code } = this.standing ?? { text: '', code: null };
    if (text === '' || this.current !== text) this.say(text, code);
  }

  /** It was read. */
  dismiss(): void {
    if (this.standing?.text === this.current) this.standing = null;
    this.clear();
  }

  /** Begins something. Returns what to call when it is done: then what was said before it goes, unless it was a notice. */
  begin(): () => void {
    const { said } = this;
    return () => {
      if (this.said === said && this.lasting) this.clear();
    };
  }

  /** A failure of this kind no longer holds. */
  over(code: LabErrorCode): void {
    if (this.standing?.code === code) this.standing = null;
    if (this.code === code) this.clear();
  }
}
