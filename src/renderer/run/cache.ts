/** The bytes of frames by ordinal, at most so many bytes of them: who was used longest ago goes first. */
export class FrameCache {
  readonly limit: number;
  bytes = 0;
  // a Map keeps its keys in the order they were set: the first is the one used longest ago
  private readonly kept = new Map<number, Uint8Array>();

  constructor(limit: number) {
    this.limit = limit;
  }

  set(ordinal: number, frame: Uint8Array): void {
    this.bytes += frame.length - (this.kept.get(ordinal)?.length ?? 0);
    this.kept.delete(ordinal);
    this.kept.set(ordinal, frame);
    for (const oldest of this.kept.keys()) {
      if (this.bytes <= this.limit || oldest === ordinal) break;
      this.drop(oldest);
    }
  }

  drop(ordinal: number): void {
    this.bytes -= this.kept.get(ordinal)?.length ?? 0;
    this.kept.delete(ordinal);
  }

  has(ordinal: number): boolean {
    return this.kept.has(ordinal);
  }

  get(ordinal: number): Uint8Array | null {
    const frame = this.kept.get(ordinal);
    if (!frame) return null;
    this.kept.delete(ordinal);
    this.kept.set(ordinal, frame);
    return frame;
  }
}
