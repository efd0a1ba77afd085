import type { LabError, LabErrorCode } from '../errors.ts';
import { problemLine } from './problems.ts';

/** One sentence for every expected failure: what happened, what was kept, what to do. */
const sentences: Record<LabErrorCode, (v: LabError['values']) => string> = {
  'plan-invalid': () => 'The plan cannot run.',
  'run-unknown': (v) => `There is no run ${v['run']}. It may have been deleted; the list of runs shows what there is.`,
  'run-not-live': (v) => `Run ${v['run']} has ended, and its frames are kept. Start a new run to train on.`,
  'experiment-unknown': (v) =>
    `There is no experiment ${v['experiment']}: it was deleted. If its plan is still here, the next edit saves it as a new experiment.`,
  'preset-unknown': () => 'There is no such preset any more; it was deleted already. Nothing else is affected.',
  'frame-damaged': (v) =>
    `Frame ${v['frame']} of run ${v['run']} is damaged on disk and was left out; all other frames are kept.`,
  'keyframe-damaged': (v) =>
    `Step ${v['step']} of run ${v['run']} cannot be reached, because the state kept at step ${v['from']} is damaged on disk. All else is kept; choose a step before it, or one after the next mark on the timeline.`,
  'step-unknown': (v) =>
    `Step ${v['step']} of run ${v['run']} was not recorded, and nothing was changed. Choose a step of its timeline.`,
  'look-failed': (v) =>
    `The values of step ${v['step']} could not be computed (${v['reason']}). The run and its frames are not affected.`,
  'look-superseded': () => 'Something else was looked at instead.',
  'landscape-failed': (v) =>
    `The loss landscape could not be computed (${v['reason']}). The run and its frames are not affected.`,
  'digits-missing': () =>
    'The MNIST digits are not installed. Run “npm start” once to build them; nothing else is affected.',
  'trainer-died': (v) =>
    `The training process stopped (${v['reason']}). All frames up to that moment are kept; continue the run from the last of them, or start it again.`,
  'store-full': () =>
    'The disk is full, so training was paused. All frames until now are kept; free some space and go on.',
  'store-locked': () => 'Another Goldilocks has this data folder open. Close it, or choose another folder with --data.',
  'store-newer': (v) =>
    `The data folder was written by a newer Goldilocks (version ${v['version']}). Nothing was changed; update Goldilocks.`,
  'store-foreign': (v) =>
    `${v['file']} is not a Goldilocks database. Nothing was changed; choose another folder with --data.`,
  'request-invalid': (v) => `The window sent a request the lab does not know (${v['reason']}). Reload the window.`,
  'file-unreadable': (v) => `${v['file']} cannot be read (${v['reason']}). Check the path.`,
  'folder-unusable': (v) =>
    `The data folder ${v['folder']} cannot be used (${v['reason']}). Nothing was changed; choose another folder with --data.`,
  disconnected: () => 'The connection to the lab was lost. Training goes on and is recorded; reconnecting…',
};

/** The sentence of an expected failure; a plan's problems follow it, each with its place. */
export const errorSentence = (error: LabError): string =>
  [sentences[error.code](error.values), ...error.problems.map(problemLine)].join(' ');
