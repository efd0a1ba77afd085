import { powerMonitor, powerSaveBlocker, type BrowserWindow } from 'electron';
import { isLive, type RunInfo } from '../../core/run.ts';
import type { SweepInfo } from '../../core/sweep/results.ts';
import type { Lab } from '../lab.ts';

/** Training, sweeps among it, as the system sees it: progress on the window's icon; the computer does not fall asleep over it; and where it is
 *  put to sleep in spite of that (a lid was closed), runs pause before and go on afterwards. */
export function followTraining(lab: Pick<Lab, 'onRun' | 'onSweep' | 'control' | 'sleep'>, window: BrowserWindow): void {
  const live = new Map<number, RunInfo>();
  const sweeps = new Map<number, SweepInfo>();
  const asleep = new Set<number>();
  let blocker: number | undefined;

  const show = (): void => {
    const running = [...live.values()].filter(({ progress }) => progress.status === 'running');
    if (running.length + sweeps.size > 0) blocker ??= powerSaveBlocker.start('prevent-app-suspension');
    else if (blocker !== undefined) {
      powerSaveBlocker.stop(blocker);
      blocker = undefined;
    }
    const [shown] = running.length > 0 ? running : live.values();
    const [sweep] = sweeps.values();
    if (window.isDestroyed()) return;
    if (sweep && running.length === 0)
      window.setProgressBar((sweep.done + sweep.failed) / sweep.total, { mode: 'normal' });
    else if (shown) {
      const mode = running.length > 0 ? 'normal' : 'paused';
      window.setProgressBar(shown.progress.step / shown.steps, { mode });
    } else window.setProgressBar(-1);
  };

  lab.onRun((info) => {
    if (isLive(info.progress.status)) live.set(info.id, info);
    else live.delete(info.id);
    show();
  });
  lab.onSweep((info) => {
    if (info.status === 'running') sweeps.set(info.id, info);
    else sweeps.delete(info.id);
    show();
  });
  powerMonitor.on('suspend', () => {
    lab.sleep(true);
    for (const { id, progress } of live.values())
      if (progress.status === 'running') {
        asleep.add(id);
        lab.control(id, 'pause');
      }
  });
  powerMonitor.on('resume', () => {
    lab.sleep(false);
    for (const run of asleep) lab.control(run, 'play');
    asleep.clear();
  });
}
