import { createContext } from 'svelte';
import type { Session } from '../../run/session.svelte.ts';
import type { ChainEditor } from '../editor.svelte.ts';
import type { Seen } from '../../view/seen.svelte.ts';

/** What every block of the chain needs; nodes of the flow carry their place alone. */
export interface ChainContext {
  editor: ChainEditor;
  session: Session;
  seen: Seen;
  /** Where a block has room to say how many parameters it has. */
  readonly parameters: 'column' | 'detail' | 'none';
}
export const [useChain, provideChain] = createContext<ChainContext>();
