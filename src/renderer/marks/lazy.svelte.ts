/** A part of the window, most often a component, whose code is loaded when it is first shown. Once it is there it is shown at
 *  once, in the same change of the page as all else. */
export class Lazy<T> {
  private readonly load: () => Promise<{ default: T }>;
  private loaded = $state.raw<T | null>(null);
  private asked = false;

  /** @param load an `import()` of the part's file */
  constructor(load: () => Promise<{ default: T }>) {
    this.load = load;
  }

  /** The part, or null while its code is on its way: reading this asks for it. */
  get now(): T | null {
    if (!this.asked) {
      this.asked = true;
      this.load().then(
        (file) => (this.loaded = file.default),
        (error: unknown) => {
          // asked again when it is shown again; a Chromium remembers what it could not fetch until the window is loaded anew
          this.asked = false;
          console.error(error);
        },
      );
    }
    return this.loaded;
  }
}
