/** When the next step may be taken, and how fast steps have been taken lately. Times in milliseconds. */
export class Pace {
  /** Steps a second, lately. */
  measured = 0;
  /** Milliseconds spent training; pauses left out. */
  elapsed = 0;
  private speed: number | null;
  private startAt = 0;
  private startStep = 0;
  private markAt = 0;
  private markStep = 0;

  constructor(speed: number | null) {
    this.speed = speed;
  }

  /** Begins anew at a step: after a pause, or with another speed. */
  start(step: number, speed: number | null = this.speed): void {
    this.speed = speed;
    this.startAt = this.markAt = performance.now();
    this.startStep = this.markStep = step;
  }

  /** Whether steps may be taken as fast as they go. */
  get free(): boolean {
    return this.speed === null;
  }

  /** Milliseconds until the step after `step` is due; 0 when it is. */
  wait(step: number): number {
    if (this.speed === null) return 0;
    const now = performance.now();
    const due = this.startAt + ((step + 1 - this.startStep) * 1000) / this.speed;
    if (now - due > 200) this.start(step); // too slow for this pace: no rush to catch up afterwards
    return Math.max(0, due - now);
  }

  /** Takes the measure about four times a second. */
  measure(step: number): void {
    const now = performance.now();
    if (now - this.markAt < 250) return;
    this.measured = ((step - this.markStep) * 1000) / (now - this.markAt);
    this.markAt = now;
    this.markStep = step;
  }
}
