/** What of a window's port is needed here. */
interface Closable {
  onClose(listener: () => void): void;
}

/** How many windows are connected, to be waited for. */
export class Windows {
  private count = 0;
  private readonly waiting = new Set<() => void>();

  /** Counts a window until its port closes. */
  add(port: Closable): void {
    this.changed(1);
    port.onClose(() => this.changed(-1));
  }

  /** Resolves when a window is there. */
  some(): Promise<void> {
    return this.until(() => this.count > 0);
  }

  /** Resolves when there is none. */
  none(): Promise<void> {
    return this.until(() => this.count === 0);
  }

  /** Resolves when there has been none for so many milliseconds: a window that is loaded anew comes back. */
  async noneFor(ms: number): Promise<void> {
    do await this.none();
    while (await within(ms, this.some()));
  }

  private until(met: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!met()) return;
        this.waiting.delete(look);
        resolve();
      };
      this.waiting.add(look);
      look();
    });
  }

  private changed(by: number): void {
    this.count += by;
    for (const look of this.waiting) look();
  }
}

/** Whether something happens within so many milliseconds. */
export async function within(ms: number, happens: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => (timer = setTimeout(() => resolve(false), ms).unref())); // waits for nobody else
  return await Promise.race([happens.then(() => true), late]).finally(() => clearTimeout(timer));
}
