import { getContext, setContext, untrack } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';

export type Range = readonly [least: number, most: number];

/** Ranges of axes and scales that drawings beside each other share: one that has an axis of its own could not be compared. */
export class SharedRanges {
  private readonly told = new SvelteMap<string, readonly { owner: object; range: Range }[]>();

  /** What one drawing needs; null takes that back. */
  tell(key: string, owner: object, range: Range | null): void {
    const all = untrack(() => this.told.get(key)) ?? []; // who tells does not ask
    const before = all.find((one) => one.owner === owner)?.range;
    if (before?.[0] === range?.[0] && before?.[1] === range?.[1]) return;
    const others = all.filter((one) => one.owner !== owner);
    this.told.set(key, range ? [...others, { owner, range }] : others);
  }

  /** What all of them need together; null where none needs any. */
  of(key: string): Range | null {
    const all = this.told.get(key)?.map(({ range }) => range) ?? [];
    return all.length === 0
      ? null
      : [Math.min(...all.map(([least]) => least)), Math.max(...all.map(([, most]) => most))];
  }
}

const KEY = Symbol('shared ranges');

/** Lets the drawings inside share their ranges. */
export const provideShared = (shared: SharedRanges): SharedRanges => setContext(KEY, shared);

/** A range that holds that of every drawing with this key; its own where a drawing stands alone. Called while a component is
 *  made. @param own what it needs itself, finite */
export function sharedRange(key: () => string, own: () => Range | null): { readonly range: Range | null } {
  const shared = getContext<SharedRanges | undefined>(KEY);
  if (shared) {
    const owner = {};
    $effect(() => shared.tell(key(), owner, own()));
    $effect(() => {
      const of = key();
      return () => shared.tell(of, owner, null);
    });
  }
  return {
    get range() {
      return shared?.of(key()) ?? own();
    },
  };
}
