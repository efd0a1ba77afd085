import { mostAddressable } from '../plan/memory.ts';
import type { Problem, ProblemCode } from '../plan/problem.ts';
import { m } from './m.ts';

/** A value of a sentence. */
export const of = (v: Problem['values'], key: string): string | number => v[key] ?? '–';

/** One sentence for every problem: what is wrong and the remedy. The place stands before it. */
const sentences: Record<ProblemCode, (v: Problem['values']) => string> = {
  'not-json': (v) => m.problems_not_json({ reason: of(v, 'reason') }),
  'too-large': (v) => m.problems_too_large({ most: of(v, 'most') }),
  'too-deep': (v) => m.problems_too_deep({ most: of(v, 'most') }),
  'key-twice': (v) => m.problems_key_twice({ key: of(v, 'key') }),
  unprintable: () => m.problems_unprintable(),
  'unknown-key': (v) => m.problems_unknown_key({ key: of(v, 'key') }),
  missing: (v) => m.problems_missing({ key: of(v, 'key') }),
  'wrong-type': (v) => m.problems_wrong_type({ expected: article(of(v, 'expected')), found: of(v, 'found') }),
  'not-a-number': () => m.problems_not_a_number(),
  'not-whole': (v) => m.problems_not_whole({ found: of(v, 'found') }),
  'too-low': (v) =>
    'above' in v
      ? m.problems_too_low_above({ above: of(v, 'above') })
      : m.problems_too_low_least({ least: of(v, 'least') }),
  'too-high': (v) =>
    'below' in v
      ? m.problems_too_high_below({ below: of(v, 'below') })
      : m.problems_too_high_most({ most: of(v, 'most') }),
  'too-few': (v) => m.problems_too_few({ least: of(v, 'least') }),
  'text-too-long': (v) => m.problems_text_too_long({ most: of(v, 'most') }),
  'too-many': (v) => m.problems_too_many({ most: of(v, 'most') }),
  'not-one-of': (v) => m.problems_not_one_of({ options: of(v, 'options') }),
  'no-form': (v) => m.problems_no_form({ forms: of(v, 'forms') }),
  'newer-version': (v) => m.problems_newer_version({ version: of(v, 'version') }),
  'bad-name': (v) => m.problems_bad_name({ key: of(v, 'key') }),
  'bad-id': () => m.problems_bad_id(),
  'data-ragged': (v) => m.problems_data_ragged({ found: of(v, 'found'), width: of(v, 'width') }),
  'data-rows-differ': (v) => m.problems_data_rows_differ({ y: of(v, 'y'), x: of(v, 'x') }),
  'data-column-twice': (v) => m.problems_data_column_twice({ column: of(v, 'column') }),
  'data-category-twice': (v) => m.problems_data_category_twice({ category: of(v, 'category') }),
  'data-classes': (v) =>
    v['most'] === 0
      ? m.problems_data_no_classes({ data: of(v, 'data') })
      : m.problems_data_classes({ data: of(v, 'data'), most: of(v, 'most') }),
  'data-too-few-digits': (v) => m.problems_data_too_few_digits({ asked: of(v, 'asked'), have: of(v, 'have') }),
  'data-too-many-numbers': (v) => m.problems_data_too_many_numbers({ most: of(v, 'most') }),
  'target-no-chance': (v) => m.problems_target_no_chance({ found: of(v, 'found'), loss: of(v, 'loss') }),
  'beyond-float32': (v) => m.problems_beyond_float32({ found: of(v, 'found') }),
  'below-float32': (v) => m.problems_below_float32({ found: of(v, 'found') }),
  'rate-unused': (v) => m.problems_rate_unused({ taker: of(v, 'taker'), rate: of(v, 'rate') }),
  'batch-exceeds-data': (v) => m.problems_batch_exceeds_data({ batch: of(v, 'batch'), train: of(v, 'train') }),
  'loss-needs-classes': (v) => m.problems_loss_needs_classes({ loss: of(v, 'loss') }),
  'outputs-differ': (v) =>
    m.problems_outputs_differ({
      units: Number(v['units']),
      shown: of(v, 'units'),
      loss: of(v, 'loss'),
      outputs: of(v, 'outputs'),
    }),
  'sigmoid-twice': () => m.problems_sigmoid_twice(),
  'no-weights': () => m.problems_no_weights(),
  'all-frozen': () => m.problems_all_frozen(),
  'parameter-unknown': (v) => m.problems_parameter_unknown({ name: of(v, 'name') }),
  'parameter-shape': (v) => m.problems_parameter_shape({ name: of(v, 'name'), shape: of(v, 'shape') }),
  'parameter-missing': (v) => m.problems_parameter_missing({ name: of(v, 'name') }),
  'orthogonal-too-large': (v) => m.problems_orthogonal_too_large({ most: of(v, 'most') }),
  'stopping-needs-validation': () => m.problems_stopping_needs_validation(),
  'keyframe-too-large': (v) => m.problems_keyframe_too_large({ need: of(v, 'need'), most: of(v, 'most') }),
  'sweep-no-place': (v) => m.problems_sweep_no_place({ place: of(v, 'place') }),
  'sweep-place-twice': (v) => m.problems_sweep_place_twice({ place: of(v, 'place') }),
  'sweep-list-length': (v) => m.problems_sweep_list_length({ found: of(v, 'found'), count: of(v, 'count') }),
  'sweep-choice': (v) => m.problems_sweep_choice({ place: of(v, 'place') }),
  'sweep-not-numbers': (v) => m.problems_sweep_not_numbers({ place: of(v, 'place') }),
  'sweep-log-range': () => m.problems_sweep_log_range(),
  'sweep-depth-and-layer': (v) => m.problems_sweep_depth_and_layer({ place: of(v, 'place') }),
  'lesson-id-twice': (v) => m.problems_lesson_id_twice({ id: of(v, 'id') }),
  'lesson-unknown': (v) => m.problems_lesson_unknown({ name: of(v, 'name') }),
  'lesson-formula': (v) => m.problems_lesson_formula({ reason: of(v, 'reason') }),
  'lesson-results': (v) => m.problems_lesson_results({ found: of(v, 'found'), points: of(v, 'points') }),
  'lesson-option': (v) => m.problems_lesson_option({ options: of(v, 'options') }),
  'label-noise-values': () => m.problems_label_noise_values(),
  'imbalance-values': () => m.problems_imbalance_values(),
  'lesson-bounds': () => m.problems_lesson_bounds(),
  'lesson-when': (v) => m.problems_lesson_when({ last: of(v, 'last') }),
  'lesson-html': (v) => m.problems_lesson_html({ tag: of(v, 'tag') }),
  'lessons-full': (v) => m.problems_lessons_full({ most: of(v, 'most') }),
  'sweep-too-many': (v) => m.problems_sweep_too_many({ points: of(v, 'points'), most: of(v, 'most') }),
  'too-much-memory': (v) => {
    const values = { need: of(v, 'need'), most: of(v, 'most') };
    return v['most'] === megabytes(mostAddressable)
      ? m.problems_too_much_memory(values)
      : m.problems_too_much_memory_free(values);
  },
};

const megabytes = (bytes: number): number => Math.floor(bytes / 1e6);
const types: Record<string, () => string> = {
  array: m.problems_type_array,
  record: m.problems_type_object,
  object: m.problems_type_object,
  int: m.problems_type_int,
};
const article = (type: string | number): string =>
  (Object.hasOwn(types, type) ? types[type]?.() : undefined) ?? m.problems_type_other({ type });

/** The sentence of a problem without its place, as it is painted on the block that has it. */
export const problemSentence = (problem: Problem): string => sentences[problem.code](problem.values);

/** The sentence with its place before it, for the command line: `network[2].units: …`. */
export const problemLine = (problem: Problem): string =>
  problem.at === '' ? problemSentence(problem) : `${problem.at}: ${problemSentence(problem)}`;
