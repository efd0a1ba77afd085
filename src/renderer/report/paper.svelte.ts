/** Sizes of paper that sheets are made for. */
export const papers = ['A4', 'Letter'] as const;
export type PaperSize = (typeof papers)[number];

/** The paper that is printed on: one for the window. */
class Paper {
  size = $state<PaperSize>('A4');
  /** Where the choice is kept; set once the lab is there. */
  save: (size: PaperSize) => void = () => undefined;

  /** Takes over what the lab had kept. */
  restore({ paper: kept }: Record<string, unknown>): void {
    this.size = papers.find((size) => size === kept) ?? 'A4';
  }

  choose(size: PaperSize): void {
    this.size = size;
    this.save(size);
  }
}

export const paper = new Paper();
