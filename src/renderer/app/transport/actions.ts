import type { RunAction } from '../../../core/contract/desktop.ts';
import type { NetworkView } from '../../view/network-view.svelte.ts';

/** What the transport does: by its buttons, by keys, and by the menu of the desktop program. */
export function actionsOf(view: NetworkView): Record<RunAction, () => void> {
  const { group } = view.session;
  return {
    playPause: () => void group.playPause(),
    step: () => void group.forward('step'),
    stop: () => void group.stop(),
    epoch: () => void group.forward('epoch'),
    back: () => group.turn(-1),
    rewind: () => group.seek(-Infinity),
    live: () => group.seek(Infinity),
    nodeForward: () => void view.nodeForward(),
    nodeBack: () => view.nodeBack(),
    branch: () => void group.goOn(),
    reset: () => void group.reset(),
  };
}

/** Whether one of them does something just now. Reactive. */
export function can({ session: { group }, zoom }: NetworkView, action: RunAction): boolean {
  const ready = group.hasRun || group.canStart;
  switch (action) {
    case 'playPause':
    case 'step':
    case 'epoch':
    case 'reset':
      return ready;
    case 'back':
    case 'rewind':
    case 'live':
      return group.hasRun;
    case 'stop':
      return group.live;
    case 'branch':
      return group.members.some(({ canGoOn }) => canGoOn);
    case 'nodeForward':
    case 'nodeBack':
      return ready && zoom === 'graph';
  }
}
