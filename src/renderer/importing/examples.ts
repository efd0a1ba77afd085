/** A data set that comes along, to begin with: the CSV a person could have had, read like any other file. */
export interface ExampleSet {
  title: string;
  file: string;
  /** Rows and what they are about, who made it, and under which licence it may be passed on. */
  about: string;
  source: string;
  licence: string;
  load: () => Promise<{ default: string }>;
}

const uci = 'CC BY 4.0';

/** The toy sets of scikit-learn 1.5.2 (its copies: two rows of iris differ from Fisher's paper, as at UCI). */
export const examples = {
  iris: {
    title: 'Iris',
    file: 'iris.csv',
    about: '150 × 4, 3',
    source: 'Fisher 1936; UCI',
    licence: uci,
    load: () => import('./examples/iris.csv?raw'),
  },
  wine: {
    title: 'Wine',
    file: 'wine.csv',
    about: '178 × 13, 3',
    source: 'Forina et al. 1991; UCI',
    licence: uci,
    load: () => import('./examples/wine.csv?raw'),
  },
  cancer: {
    title: 'Breast cancer (Wisconsin)',
    file: 'breast-cancer.csv',
    about: '569 × 30, 2',
    source: 'Street, Wolberg & Mangasarian 1993; UCI',
    licence: uci,
    load: () => import('./examples/breast-cancer.csv?raw'),
  },
  digits: {
    title: 'Digits 8 × 8',
    file: 'digits-8x8.csv',
    about: '1797 × 64, 10',
    source: 'Alpaydin & Kaynak 1998; UCI',
    licence: uci,
    load: () => import('./examples/digits-8x8.csv?raw'),
  },
} satisfies Record<string, ExampleSet>;

export type ExampleId = keyof typeof examples;
export const exampleIds = Object.keys(examples) as ExampleId[];

/** The file of an example, as if the person had chosen it. */
export async function exampleFile(id: ExampleId): Promise<File> {
  const { file, load } = examples[id];
  return new File([(await load()).default], file, { type: 'text/csv' });
}
