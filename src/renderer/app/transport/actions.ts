import type { RunAction } from '../../../core/contract/desktop.ts';
import type { NetworkView } from '../../view/network-view.svelte.ts';

/** What the transport does: by its buttons, by keys, and by the menu of the desktop program. */
export function actionsOf(view: NetworkView): Record<RunAction, () => void> {
  const { session } = view;
  return {
    playPause: () => void session.playPause(),
    step: () => void session.forward('step'),
    stop: () => void session.stop(),
    epoch: () => void session.forward('epoch'),
    back: () => session.back(),
    rewind: () => session.rewind(),
    live: () => session.goLive(),
    nodeForward: () => void view.nodeForward(),
    nodeBack: () => view.nodeBack(),
    branch: () => void session.goOn(),
    reset: () => void session.reset(),
  };
}

/** Whether one of them does something just now. Reactive. */
export function can({ session, zoom }: NetworkView, action: RunAction): boolean {
  const ready = session.info !== null || session.canStart;
  switch (action) {
    case 'playPause':
    case 'step':
    case 'epoch':
    case 'reset':
      return ready;
    case 'back':
    case 'rewind':
    case 'live':
      return session.info !== null;
    case 'stop':
      return session.live;
    case 'branch':
      return session.canGoOn;
    case 'nodeForward':
    case 'nodeBack':
      return ready && zoom === 'graph';
  }
}
