/** For tests: the work of a generator to its end. */
export function ended<T>(work: Generator<0, T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}
