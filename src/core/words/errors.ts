import type { LabError, LabErrorCode } from '../errors.ts';
import { m } from './m.ts';
import { of, problemLine } from './problems.ts';

/** One sentence for every expected failure: what happened, what was kept, what to do. */
const sentences: Record<LabErrorCode, (v: LabError['values']) => string> = {
  'plan-invalid': () => m.errors_plan_invalid(),
  'lesson-invalid': () => m.errors_lesson_invalid(),
  'run-unknown': (v) => m.errors_run_unknown({ run: of(v, 'run') }),
  'run-not-live': (v) => m.errors_run_not_live({ run: of(v, 'run') }),
  'experiment-unknown': (v) => m.errors_experiment_unknown({ experiment: of(v, 'experiment') }),
  'preset-unknown': () => m.errors_preset_unknown(),
  'sweep-invalid': () => m.errors_sweep_invalid(),
  'sweep-unknown': (v) => m.errors_sweep_unknown({ sweep: of(v, 'sweep') }),
  'frame-damaged': (v) => m.errors_frame_damaged({ frame: of(v, 'frame'), run: of(v, 'run') }),
  'keyframe-damaged': (v) => m.errors_keyframe_damaged({ step: of(v, 'step'), run: of(v, 'run'), from: of(v, 'from') }),
  'step-unknown': (v) => m.errors_step_unknown({ step: of(v, 'step'), run: of(v, 'run') }),
  'look-failed': (v) => m.errors_look_failed({ step: of(v, 'step'), reason: of(v, 'reason') }),
  'look-superseded': () => m.errors_look_superseded(),
  'landscape-failed': (v) => m.errors_landscape_failed({ reason: of(v, 'reason') }),
  'baselines-failed': (v) => m.errors_baselines_failed({ reason: of(v, 'reason') }),
  'verify-live': (v) => m.errors_verify_live({ run: of(v, 'run') }),
  'verify-empty': (v) => m.errors_verify_empty({ run: of(v, 'run') }),
  'digits-missing': () => m.errors_digits_missing(),
  'engine-busy': () => m.errors_engine_busy(),
  'engine-in-use': () => m.errors_engine_in_use(),
  'engine-locked': (v) => m.errors_engine_locked({ folder: of(v, 'folder'), reason: of(v, 'reason') }),
  'engine-nowhere': (v) => m.errors_engine_nowhere({ platform: of(v, 'platform') }),
  'engine-room': (v) => m.errors_engine_room({ needed: of(v, 'needed'), room: of(v, 'room') }),
  'engine-tools': toolsSentence,
  'engine-failed': (v) =>
    v['given'] === 1
      ? m.errors_engine_failed_given({ reasons: of(v, 'reasons') })
      : m.errors_engine_failed({ reasons: of(v, 'reasons') }),
  'trainer-died': (v) => m.errors_trainer_died({ reason: of(v, 'reason') }),
  'store-full': () => m.errors_store_full(),
  'store-locked': () => m.errors_store_locked(),
  'store-newer': (v) => m.errors_store_newer({ version: of(v, 'version') }),
  'store-foreign': (v) => m.errors_store_foreign({ file: of(v, 'file') }),
  'store-damaged': (v) => m.errors_store_damaged({ file: of(v, 'file') }),
  'store-rescued': rescuedSentence,
  'store-lost': (v) => m.errors_store_lost({ file: of(v, 'file'), changes: of(v, 'changes'), what: of(v, 'what') }),
  'store-unwritable': (v) => m.errors_store_unwritable({ file: of(v, 'file'), reason: of(v, 'reason') }),
  'carry-failed': (v) => m.errors_carry_failed({ reason: of(v, 'reason') }),
  'request-invalid': (v) => m.errors_request_invalid({ reason: of(v, 'reason') }),
  'file-bad': (v) => m.errors_file_bad({ file: of(v, 'file'), place: of(v, 'place'), expected: of(v, 'expected') }),
  'data-unfit': (v) => m.errors_data_unfit({ reason: of(v, 'reason') }),
  'data-used': (v) => m.errors_data_used({ name: of(v, 'name') }),
  'data-unknown': (v) => m.errors_data_unknown({ title: of(v, 'title') }),
  'file-unreadable': (v) => m.errors_file_unreadable({ file: of(v, 'file'), reason: of(v, 'reason') }),
  'file-unwritable': (v) => m.errors_file_unwritable({ file: of(v, 'file'), reason: of(v, 'reason') }),
  'folder-unusable': (v) => m.errors_folder_unusable({ folder: of(v, 'folder'), reason: of(v, 'reason') }),
  'keeping-busy': () => m.errors_keeping_busy(),
  'keeping-live': () => m.errors_keeping_live(),
  'keeping-others': () => m.errors_keeping_others(),
  'keeping-room': (v) =>
    m.errors_keeping_room({ folder: of(v, 'folder'), needed: of(v, 'needed'), room: of(v, 'room') }),
  'keeping-failed': (v) => m.errors_keeping_failed({ reason: of(v, 'reason') }),
  'backup-none': () => m.errors_backup_none(),
  'backup-bad': (v) => m.errors_backup_bad({ file: of(v, 'file'), reason: of(v, 'reason') }),
  disconnected: () => m.errors_disconnected(),
};

/** What became of a database that could not be opened: what it is now, and where what was there is. */
function rescuedSentence(v: LabError['values']): string {
  const file = of(v, 'file');
  const aside = of(v, 'aside');
  const [backup, at] = [of(v, 'backup'), of(v, 'at')];
  if (v['found'] === 'damaged')
    return backup === ''
      ? m.errors_store_rescued_empty({ file, aside })
      : m.errors_store_rescued({ file, aside, backup, at });
  const log = aside === '' ? '' : ` ${m.errors_store_rescued_log({ aside })}`;
  return (
    (backup === ''
      ? m.errors_store_rescued_missing_empty({ file })
      : m.errors_store_rescued_missing({ file, backup, at })) + log
  );
}

/** What this computer lacks to build TensorFlow's binding, and how to come by it. */
function toolsSentence(v: LabError['values']): string {
  const compiler = { win32: m.errors_engine_compiler_windows, darwin: m.errors_engine_compiler_mac }[
    String(v['system'])
  ];
  return [
    ...(v['compiler'] === 0 ? [(compiler ?? m.errors_engine_compiler_linux)()] : []),
    ...(v['npm'] === 0 ? [m.errors_engine_npm()] : []),
    m.errors_engine_tools(),
  ].join(' ');
}

/** Problems that one sentence tells. */
const MOST_TOLD = 10;

/** The sentence of an expected failure; the first of a plan's problems follow it, each with its place. */
export const errorSentence = (error: LabError): string =>
  [
    sentences[error.code](error.values),
    ...error.problems.slice(0, MOST_TOLD).map(problemLine),
    ...(error.problems.length > MOST_TOLD ? [m.errors_more({ count: error.problems.length - MOST_TOLD })] : []),
  ].join(' ');
