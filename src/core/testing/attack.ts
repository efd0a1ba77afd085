/** A file that is meant to do harm: one attack each. */
export interface Hostile {
  /** Its name, which ends as its kind does. */
  file: string;
  attack: string;
  bytes: () => Uint8Array;
}
