// The command line: the same lab without a window. Bundled to out/main/cli.js.
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { backendIds, engineIds, type EngineWish } from '../../core/engines.ts';
import { LabError } from '../../core/errors.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { folderNamed } from '../store/folder.ts';
import type { Store } from '../store/store.ts';
import { printClass } from './answers-command.ts';
import { importFiles, writeFile } from './carry-commands.ts';
import { branchRun, type BranchOptions } from './branch-command.ts';
import { showRun, tracePlan } from './commands.ts';
import { compareRuns } from './compare-command.ts';
import { backup, check, compactHere, doctor, listBackups, moveTo, restore } from './keeping-commands.ts';
import { listLessons, playLesson } from './lessons/command.ts';
import { changeRules, type RuleChanges } from './lessons/rules-command.ts';
import { placesFrom } from './places.ts';
import { withStore } from './with-store.ts';
import { printReference } from './reference/check.ts';
import { selfTest } from './selftest/selftest.ts';
import { runPlan } from './run-command.ts';
import { saveRun } from './save-command.ts';
import { listSweeps, runSweep } from './sweep-command.ts';
import { printSweepCode } from './sweep-code.ts';
import { listRuns, noteRun, sortOf, tagRun, type Listing } from './runs-commands.ts';
import { readText } from './input.ts';
import { runCommand, usage, UsageError } from './terminal.ts';
import { verifyRuns } from './verify-command.ts';
import { printWeights } from './weights-command.ts';

const help = `lab run FILE [--engine E] [--data DIR] [--json]
                                             train an experiment document and record it; - is standard input
lab runs [--data DIR] [--json]               list runs, the newest last
         [--search WORDS] [--tag TAG]…       those that have all the words in name, note, tags or plan; all the tags
         [--sort KEY[:down]] [--limit N]     by name, test, learningRate, …; at most so many
lab show RUN [--data DIR] [--json]           one run: plan, progress, the scalars of its frames
             [--tensors]                     in the JSON also norms, confusion and the like
lab branch RUN --step N [--set W2[1,0]=0.5]… [--data DIR] [--json]
             [--steps N | --epochs N]        go on from a step of a run (or --epoch N) in a new one, to the end of
                                             its plan or so far; --set changes an entry of W or b, rows and columns
                                             counted from 0
lab compare A B… [--step N | --epoch N] [--data DIR] [--json | --csv]
                                             2 to 6 runs: what differs in their plans, and what they came to
lab verify RUN [--data DIR] [--json]         execute a stored run again and compare every frame; exit 1 where it differs
           --all                             every run that has ended
lab save RUN FILE [--step N] [--replace] [--data DIR] [--json]
                                             the network at its last step (or N) as .onnx, .safetensors or .npz, or the
                                             recording as .csv, .ndjson or .tfevents; a folder (logs/ or NAME.tb) is for
                                             tensorboard --logdir. What is there already stays without --replace
lab weights PLAN FILE                        print a plan with the weights of an .npz or .safetensors file
lab sweep FILE [--processes N] [--data DIR] [--json | --csv]
                                             run a sweep: JSON with name, plan (or a preset's name) and axes
lab sweep --resume SWEEP                     go on with one that was paused
lab sweep FILE --code ray                    the sweep as a program for Ray Tune and PyTorch
lab sweeps [--data DIR] [--json]             list all sweeps
lab note RUN [TEXT] [--data DIR] [--json]    write a run's note (Markdown; - is standard input), or print it
lab tag RUN [TAG…] [--remove] [--data DIR] [--json]
                                             give a run tags, or take them away; prints those it has
lab trace FILE                               every variable's value and gradient for the first batch, as JSON
lab check-reference [DIR] [--engine E] [--json]
                                             compare with reference numbers; exit 1 beyond tolerance
lab selftest [--engine E] [--json]           the numbers of the lecture, made again on this computer; exit 1 where one is wrong
lab lessons [--data DIR] [--json]            list the lessons of the lecture, and those of teachers in this lab
            [--hide ID]… [--lock ID]…        hide lessons from the page of lessons, or list them locked: ids or numbers, or
            [--show ID]…                     all; --show lists and opens them again
lab lesson ID|FILE --play [--json]           train what its claims are about and say what came of each; exit 1 where one does
             [--contrast]                    not hold; in the settings in which none of them is to hold
lab answers FILES… [--json | --csv]          what a class handed in (NAME.answers.json): who has what right, and what was
                                             answered wrong; exit 1 where no file could be read
lab export FILE [--experiment N]… [--run N]… [--name WHO] [--data DIR] [--json]
                                             write experiments with their runs, or single runs, into one file to carry
                                             (NAME.goldilocks); everything where none is named
lab import FILE [--data DIR] [--json]        take in what such a file holds and is not here yet
lab merge FILES… [--data DIR] [--json]       the same of several people's: their runs are tagged with whose they are;
                                             exit 1 where a file could not be taken in
lab doctor [--data DIR] [--json]             versions, engines, data folder, disk, database, last errors; exit 1 where
                                             something is wrong, with what to do
lab check [--data DIR] [--json]              check everything that is stored: the file, every frame, every data set; exit 1
                                             where something is damaged
lab backup [FILE] [--data DIR] [--json]      a copy of everything that is stored, in the data folder or as FILE
lab backups [--data DIR] [--json]            list the backups, the newest first
lab restore FILE [--data DIR] [--json]       have a backup (a name of that list, latest, or a file) take the place of what is
                                             there, which is kept; no other Goldilocks may have the folder open
lab move FOLDER [--data DIR] [--json]         take the data folder to another place, where it is looked for from then on
lab compact [--data DIR] [--json]            give back to the disk what deleted runs have left
lab --help                                   this text

--engine E   simd, tensorflow (its best backend here), tensorflow-native, tensorflow-wasm or tensorflow-cpu,
             whatever the document says
--processes N  trainer processes of a sweep; the computer's cores but one where it is left out
--data DIR   where experiments and runs are kept (by default where the window keeps them)
--json       one line of JSON instead of text`;

const places = placesFrom(import.meta.dirname);

interface Given {
  operand: string;
  operands: string[];
  folder: string;
  options: BranchOptions & { csv: boolean };
  asJson: boolean;
  wish: EngineWish;
  tensors: boolean;
  all: boolean;
  processes: number | undefined;
  resume: number | undefined;
  code: string | undefined;
  listing: Listing;
  remove: boolean;
  replace: boolean;
  play: boolean;
  contrast: boolean;
  rules: RuleChanges;
  carried: { experiments: number[]; runs: number[]; name: string };
}

const referenceDir = join(places.resourcesDir, '..', 'src', 'core', 'reference');

/** One entry a command: what its operand is called, if it has one, and what it does. */
const commands: Record<
  string,
  {
    operand?: string;
    otherwise?: string;
    most?: number;
    takes?: string;
    run: (given: Given) => Promise<number> | number;
  }
> = {
  run: {
    operand: 'FILE',
    run: ({ operand, folder, asJson, wish }) => runPlan(operand, folder, asJson, places, wish),
  },
  runs: {
    run({ folder, asJson, listing }) {
      listRuns(folder, asJson, listing);
      return 0;
    },
  },
  note: {
    operand: 'RUN',
    most: Infinity,
    async run({ operand, operands, folder, asJson }) {
      const [first, ...more] = operands.slice(1);
      const text = first === undefined ? null : first === '-' ? await readText('-') : [first, ...more].join(' ');
      noteRun(folder, runOf(operand), text, asJson);
      return 0;
    },
  },
  tag: {
    operand: 'RUN',
    most: Infinity,
    run({ operand, operands, folder, asJson, remove }) {
      tagRun(folder, runOf(operand), operands.slice(1), remove, asJson);
      return 0;
    },
  },
  show: {
    operand: 'RUN',
    run({ operand, folder, asJson, tensors }) {
      if (tensors && !asJson) throw new UsageError('--tensors goes with --json.');
      showRun(folder, runOf(operand), asJson, tensors);
      return 0;
    },
  },
  sweep: {
    operand: 'FILE',
    otherwise: '',
    async run({ operand, folder, asJson, options, processes, resume, code }) {
      if ((operand === '') === (resume === undefined))
        throw new UsageError('Give a file with a sweep, or --resume and the number of one. See lab --help.');
      if (asJson && options.csv) throw new UsageError('--json or --csv, not both.');
      if (code !== undefined) {
        if (operand === '') throw new UsageError('--code goes with a file.');
        return printSweepCode(operand, code);
      }
      const form = asJson ? 'json' : options.csv ? 'csv' : 'table';
      return runSweep({ of: resume ?? operand, folder, form, processes }, places);
    },
  },
  sweeps: {
    run({ folder, asJson }) {
      listSweeps(folder, asJson);
      return 0;
    },
  },
  branch: {
    operand: 'RUN',
    run({ operand, folder, asJson, options }) {
      const planOf = (run: number): Plan => storeOf(folder, run, (store) => store.runs.detail(run).plan);
      return branchRun(runOf(operand), options, planOf, folder, places, asJson);
    },
  },
  compare: {
    operand: 'A B…',
    most: 6,
    takes: 'Two to six runs.',
    run({ operands, folder, asJson, options }) {
      const runs = operands.map(runOf);
      if (runs.length < 2) throw new UsageError('Name two runs at least.');
      if (asJson && options.csv) throw new UsageError('--json or --csv, not both.');
      const form = asJson ? 'json' : options.csv ? 'csv' : 'text';
      storeOf(folder, runs[0] ?? 0, (store) => compareRuns(store, runs, options, form));
      return 0;
    },
  },
  verify: {
    operand: 'RUN',
    otherwise: '',
    run({ operand, folder, asJson, all }) {
      if (all === (operand !== '')) throw new UsageError('Name a run, or give --all. See lab --help.');
      return verifyRuns(all ? null : runOf(operand), folder, asJson, places);
    },
  },
  save: {
    operand: 'RUN FILE',
    most: 2,
    takes: 'A run, and a file.',
    run({ operand, operands: [, file], folder, options: { step }, asJson, replace }) {
      if (file === undefined) throw new UsageError('Name a file. See lab --help.');
      return saveRun({ run: runOf(operand), file, step, replace }, folder, places, asJson);
    },
  },
  weights: {
    operand: 'PLAN FILE',
    most: 2,
    takes: 'An experiment document, and a file with weights.',
    async run({ operand, operands: [, file] }) {
      if (file === undefined) throw new UsageError('Name a file with weights. See lab --help.');
      await printWeights(operand, file);
      return 0;
    },
  },
  trace: {
    operand: 'FILE',
    async run({ operand }) {
      await tracePlan(operand, places);
      return 0;
    },
  },
  'check-reference': {
    operand: 'DIR',
    otherwise: referenceDir,
    run: ({ operand, asJson, wish }) => printReference(operand, asJson, places, wish),
  },
  lessons: {
    run({ folder, asJson, rules }) {
      if (rules.hide.length + rules.lock.length + rules.show.length > 0) changeRules(folder, rules);
      listLessons(folder, asJson);
      return 0;
    },
  },
  lesson: {
    operand: 'ID --play',
    run({ operand, asJson, play, contrast }) {
      if (!play) throw new UsageError('Give --play: a lesson is read in the window. See lab --help.');
      return playLesson(operand, asJson, contrast, places);
    },
  },
  answers: {
    operand: 'FILES…',
    most: Infinity,
    run({ operands, asJson, options }) {
      if (asJson && options.csv) throw new UsageError('--json or --csv, not both.');
      return printClass(operands, asJson ? 'json' : options.csv ? 'csv' : 'text');
    },
  },
  export: {
    operand: 'FILE',
    run({ operand, folder, asJson, carried }) {
      writeFile(resolve(operand), folder, carried, asJson);
      return 0;
    },
  },
  import: {
    operand: 'FILE',
    run: ({ operands, folder, asJson }) => importFiles(operands, folder, false, asJson),
  },
  merge: {
    operand: 'FILES…',
    most: Infinity,
    run: ({ operands, folder, asJson }) => importFiles(operands, folder, true, asJson),
  },
  doctor: {
    run: ({ folder, asJson }) => doctor(folder, asJson, places),
  },
  check: {
    run: ({ folder, asJson }) => check(folder, asJson),
  },
  backup: {
    operand: 'FILE',
    otherwise: '',
    run: ({ operands: [file], folder, asJson }) => backup(folder, file, asJson),
  },
  backups: {
    run: ({ folder, asJson }) => listBackups(folder, asJson),
  },
  restore: {
    operand: 'FILE',
    run: ({ operand, folder, asJson }) => restore(folder, operand, asJson),
  },
  move: {
    operand: 'FOLDER',
    run: ({ operand, folder, asJson }) => moveTo(folder, operand, asJson),
  },
  compact: {
    run: ({ folder, asJson }) => compactHere(folder, asJson),
  },
  selftest: {
    run: ({ asJson, wish }) => selfTest(referenceDir, asJson, places, wish),
  },
};

/** @throws UsageError */
const runOf = (text: string): number => numberOf(text, 'a run');

/** @throws UsageError */
function numberOf(text: string, what: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw new UsageError(`“${text}” is not the number of ${what}.`);
}

/** @throws UsageError */
function processesOf(text: string): number {
  const n = Number(text);
  if (!Number.isInteger(n) || n < 1 || n > 64) throw new UsageError(`--processes ${text} is not from 1 to 64.`);
  return n;
}

/** @throws UsageError */
function countOf(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new UsageError('--limit takes a whole number above 0.');
}

/** Looks into the store of a folder. @throws LabError run-unknown where there is none, and so no such run */
const storeOf = <T>(folder: string, run: number, look: (store: Store) => T): T =>
  withStore(
    folder,
    () => {
      throw new LabError('run-unknown', { run });
    },
    look,
  );

/** What `--engine` asks for. @throws UsageError */
function wishOf(text: string): EngineWish {
  const engine = engineIds.find((id) => text === id || text.startsWith(`${id}-`));
  const backend = backendIds.find((id) => text === `tensorflow-${id}`);
  if (engine && (text === engine || backend)) return { engine, ...(backend && { backend }) };
  throw new UsageError(`“${text}” is no engine. See lab --help.`);
}

await runCommand(async () => {
  const { values, positionals } = usage(() =>
    parseArgs({
      allowPositionals: true,
      options: {
        data: { type: 'string' },
        json: { type: 'boolean' },
        engine: { type: 'string' },
        tensors: { type: 'boolean' },
        all: { type: 'boolean' },
        step: { type: 'string' },
        epoch: { type: 'string' },
        steps: { type: 'string' },
        epochs: { type: 'string' },
        set: { type: 'string', multiple: true },
        csv: { type: 'boolean' },
        processes: { type: 'string' },
        resume: { type: 'string' },
        code: { type: 'string' },
        search: { type: 'string' },
        tag: { type: 'string', multiple: true },
        sort: { type: 'string' },
        limit: { type: 'string' },
        remove: { type: 'boolean' },
        replace: { type: 'boolean' },
        play: { type: 'boolean' },
        contrast: { type: 'boolean' },
        hide: { type: 'string', multiple: true },
        lock: { type: 'string', multiple: true },
        show: { type: 'string', multiple: true },
        experiment: { type: 'string', multiple: true },
        run: { type: 'string', multiple: true },
        name: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }),
  );
  const [name, ...operands] = positionals;
  if (values.help) {
    console.log(help);
    return 0;
  }
  const command = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command)
    throw new UsageError(`${name === undefined ? 'Name a command.' : `There is no command “${name}”.`}\n\n${help}`);
  const { operand, otherwise, most = operand ? 1 : 0, takes } = command;
  if (operands.length > most || (operand && otherwise === undefined && operands.length === 0))
    throw new UsageError(
      `Usage: lab ${name}${operand ? ` ${operand}` : ''}. ${takes ? `${takes} ` : ''}See lab --help.`,
    );
  return command.run({
    operand: operands[0] ?? otherwise ?? '',
    operands,
    options: { ...values, set: values.set ?? [], csv: values.csv === true },
    folder: folderNamed(values.data),
    asJson: values.json === true,
    wish: values.engine === undefined ? {} : wishOf(values.engine),
    tensors: values.tensors === true,
    all: values.all === true,
    processes: values.processes === undefined ? undefined : processesOf(values.processes),
    resume: values.resume === undefined ? undefined : numberOf(values.resume, 'a sweep'),
    code: values.code,
    listing: {
      search: values.search ?? '',
      tags: values.tag ?? [],
      sort: values.sort === undefined ? null : sortOf(values.sort),
      limit: values.limit === undefined ? null : countOf(values.limit),
    },
    remove: values.remove === true,
    replace: values.replace === true,
    play: values.play === true,
    contrast: values.contrast === true,
    rules: { hide: values.hide ?? [], lock: values.lock ?? [], show: values.show ?? [] },
    carried: {
      experiments: (values.experiment ?? []).map((text) => numberOf(text, 'an experiment')),
      runs: (values.run ?? []).map(runOf),
      name: values.name ?? '',
    },
  });
});
