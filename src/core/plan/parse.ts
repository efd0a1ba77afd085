import type { z } from 'zod';
import { pathOf, type Problem } from './problem.ts';
import { problemsOf } from './problems.ts';
import { planIn } from './report-file.ts';
import { scanJson } from './scan.ts';
import { limits, planSchema, type Plan } from './schema.ts';
import { escaped, printable } from './text.ts';

export type Parsed = { plan: Plan; problems: Problem[] } | { plan: null; problems: Problem[] };

/** Reads an experiment document, or the one in a report of its run. Never throws: what is wrong comes back as problems that name the place.
 *  @param most bytes a run may take */
export function parsePlan(text: string, most?: number): Parsed {
  const read = readJson(planIn(text));
  return 'problem' in read ? { plan: null, problems: [read.problem] } : checkPlan(read.document, most);
}

/** What a text is as JSON, or why it is not to be read as such. @param depth brackets within brackets */
export function readJson(text: string, depth: number = limits.depth): { document: unknown } | { problem: Problem } {
  if (text.length > limits.textBytes)
    return { problem: { at: '', code: 'too-large', values: { most: limits.textBytes / 2 ** 20 } } };
  const { beyond, twice } = scanJson(text, { ...bounds, depth });
  if (beyond) return { problem: beyond };
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? escaped(error.message) : ''; // it shows a piece of the text
    return { problem: { at: '', code: 'not-json', values: { reason } } };
  }
  return twice ? { problem: twice } : { document };
}

/** No list of ours is longer than examples are many, no object has more keys and none a longer one. */
const bounds = { keys: 1000, letters: 200, list: limits.examples };

/** Checks a document that is already an object, such as one the window sent.
 *  @param most bytes a run may take */
export function checkPlan(document: unknown, most?: number): Parsed {
  if (typeof document === 'object' && document !== null && 'goldilocks' in document) {
    const version: unknown = document.goldilocks;
    if (Number.isSafeInteger(version) && Number(version) > 1)
      return {
        plan: null,
        problems: [{ at: 'goldilocks', code: 'newer-version', values: { version: Number(version) } }],
      };
  }
  const result = planSchema.safeParse(document);
  if (!result.success) return { plan: null, problems: formProblems(result.error, document) };
  const problems = problemsOf(result.data, most);
  return problems.some((problem) => !problem.hint) ? { plan: null, problems } : { plan: result.data, problems };
}

/** Problems that are told of a form, and issues that are looked at for them: with thousands, the rest say the same. */
const MOST_TOLD = 100;

/** What a schema found wrong with the form of a document: the first of it. */
export function formProblems(error: z.ZodError, document: unknown): Problem[] {
  const issues = error.issues.slice(0, MOST_TOLD);
  return issues
    .filter((issue) => !isRepeated(issue, issues))
    .flatMap((issue) => fromIssue(issue, document))
    .slice(0, MOST_TOLD);
}

/** Whole numbers have the bound of exact ones beside their own. */
const isRepeated = (issue: z.core.$ZodIssue, all: readonly z.core.$ZodIssue[]): boolean =>
  (issue.code === 'too_big' || issue.code === 'too_small') &&
  Math.abs(Number(issue.code === 'too_big' ? issue.maximum : issue.minimum)) === Number.MAX_SAFE_INTEGER &&
  all.some((other) => other !== issue && other.code === issue.code && pathOf(other.path) === pathOf(issue.path));

/** A number, or the length of a list or text, beyond its bound; some bounds may not be reached either. */
export function outOfRange(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig, at = ''): Problem {
  const ofLength = issue.origin === 'array' || issue.origin === 'string';
  const reached = issue.inclusive !== false;
  if (issue.code === 'too_small') {
    const bound = Number(issue.minimum);
    return { at, code: ofLength ? 'too-few' : 'too-low', values: reached ? { least: bound } : { above: bound } };
  }
  const bound = Number(issue.maximum);
  if (issue.origin === 'string') return { at, code: 'text-too-long', values: { most: bound } };
  return { at, code: ofLength ? 'too-many' : 'too-high', values: reached ? { most: bound } : { below: bound } };
}

function fromIssue(issue: z.core.$ZodIssue, document: unknown): Problem[] {
  const at = pathOf(issue.path);
  const one = (code: Problem['code'], values: Problem['values'] = {}): Problem[] => [{ at, code, values }];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ at: pathOf([...issue.path, key]), code: 'unknown-key', values: { key } }));
    case 'invalid_type': {
      const found = valueAt(document, issue.path);
      if (found === undefined) return one('missing', { key: String(issue.path.at(-1) ?? 'document') });
      if (typeof found === 'number' && !Number.isFinite(found)) return one('not-a-number');
      if (issue.expected === 'int') return one('not-whole', { found: Number(found) });
      return one('wrong-type', { expected: issue.expected, found: kindOf(found) });
    }
    case 'too_small':
    case 'too_big':
      return [outOfRange(issue, at)];
    case 'invalid_value':
      if (valueAt(document, issue.path) === undefined) return one('missing', { key: String(issue.path.at(-1) ?? '') });
      return one('not-one-of', { options: issue.values.map(String).join(', ') });
    case 'invalid_union': {
      // a discriminated union lists its options, one of objects its forms; else the branch that got furthest tells most
      if ('options' in issue && Array.isArray(issue.options))
        return one('not-one-of', { options: issue.options.map(String).join(', ') });
      const forms = formsOf(issue, valueAt(document, issue.path));
      if (forms !== null) return one('no-form', { forms });
      const deepest = issue.errors.flat().sort((a, b) => b.path.length - a.path.length)[0];
      return deepest ? fromIssue({ ...deepest, path: [...issue.path, ...deepest.path] }, document) : one('wrong-type');
    }
    case 'invalid_key':
      return one('bad-name', { key: String(issue.path.at(-1) ?? '') });
    case 'invalid_format':
      return one(issue.format === 'regex' && issue.pattern === String(printable) ? 'unprintable' : 'bad-id');
    case 'not_multiple_of':
    case 'invalid_element':
    case 'custom':
      return typeof valueAt(document, issue.path) === 'string' ? one('bad-id') : one('wrong-type', { expected: 'valid value', found: kindOf(valueAt(document, issue.path)) }); // prettier-ignore
  }
}

/** The forms an object may have, where it has none of them: `below, above, near with within`; null where it nearly has one. */
function formsOf({ errors }: z.core.$ZodIssueInvalidUnion, found: unknown): string | null {
  if (typeof found !== 'object' || found === null) return null;
  const forms = errors.map((branch) =>
    branch.flatMap((issue) =>
      issue.code === 'invalid_type' && issue.path.length === 1 && valueAt(found, issue.path) === undefined
        ? [String(issue.path[0])]
        : [],
    ),
  );
  const known = forms.flat().some((key) => Object.hasOwn(found, key));
  return known || forms.some((form) => form.length === 0) ? null : forms.map((form) => form.join(' with ')).join(', ');
}

const kindOf = (value: unknown): string =>
  value === null
    ? 'null'
    : Array.isArray(value)
      ? 'a list'
      : typeof value === 'object'
        ? 'an object'
        : `a ${typeof value}`;

const valueAt = (document: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Record<PropertyKey, unknown>)[key]
        : undefined,
    document,
  );
