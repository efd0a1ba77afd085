/** What came of one number of the lecture that was made again. */
export interface FactOutcome {
  id: string;
  /** What it is, with where the lecture has it. */
  what: string;
  /** The number, and by how much another may differ; or the range it has to be in. */
  want: { value: number; within: number } | { least: number; most: number };
  /** null where it came out as no number. */
  got: number | null;
  passed: boolean;
}

/** How the self-test of a lab stands. */
export interface SelfTest {
  running: boolean;
  /** How many there are to be. */
  of: number;
  outcomes: FactOutcome[];
  /** Seconds it has taken. */
  seconds: number;
}
