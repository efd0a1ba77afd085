/** Ids to be looked up in. It never changes, so nothing has to follow it. */
export const setOf = (ids: readonly number[]): ReadonlySet<number> => new Set(ids);
