/** What there is to say on the page of lessons, and whether something went wrong. */
export interface Said {
  text: string;
  wrong: boolean;
}
