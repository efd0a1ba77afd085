import { z } from 'zod';
import { locales } from '../words/m.ts';
import type { Taken } from './carry.ts';
import type { PiecePort } from './pieces.ts';

/** What a native menu may ask of the window: all of it can be done on the page as well. */
export type Action =
  | 'new'
  | 'saveCopy'
  | 'undo'
  | 'redo'
  | RunAction
  | 'lessons'
  | 'workbench'
  | 'runs'
  | (typeof zooms)[number]
  | (typeof themes)[number]
  | 'projector'
  | 'keeping'
  | 'help';
/** The transport. */
export const runActions = [
  'playPause',
  'step',
  'epoch',
  'stop',
  'back',
  'rewind',
  'live',
  'nodeForward',
  'nodeBack',
  'branch',
  'reset',
] as const;
export type RunAction = (typeof runActions)[number];

const zooms = ['layers', 'units', 'graph'] as const;
const themes = ['light', 'dark', 'system'] as const;

/** What Electron's main process tells the window: a menu was used, a file was opened, there is something to say. */
export type Command =
  | { do: Action }
  /** An experiment out of File → Open recent. */
  | { experiment: number }
  /** A plan file that was opened, double-clicked or dropped on the program. */
  | { file: { name: string; text: string } }
  /** What a file to carry, that was opened so, has brought. */
  | { taken: Taken }
  /** A lesson that the program was started with: its id or number. */
  | { lesson: string }
  | { say: string }
  /** Makes the page fit for paper, or for the screen again; `ready` answers when it is drawn. */
  | { paper: boolean };

/** What the menus show of the window. */
export const desktopStateSchema = z.strictObject({
  language: z.enum(locales),
  page: z.enum(['lessons', 'workbench', 'runs']),
  /** Whether a sheet for paper is on screen: it has pages of its own. */
  sheet: z.boolean(),
  zoom: z.enum(zooms),
  theme: z.enum(themes),
  projector: z.boolean(),
  playing: z.boolean(),
  /** What of the transport can be used just now. */
  can: z.array(z.enum(runActions)).max(runActions.length),
  /** Experiments other than the open one, the newest first. */
  recent: z.array(z.strictObject({ id: z.int().positive(), name: z.string().max(200) })).max(10),
});
export type DesktopState = z.infer<typeof desktopStateSchema>;

/** What became of something that was to be saved: under which name it was, or why it was not; nothing where the person did not
 *  want it after all. */
export type Saved = { as: string } | { file: string; reason: string } | null;

/** What Electron's preload gives the page, and the browser host does not. */
export interface Desktop {
  /** A new way to the lab, as often as one is needed. */
  open(): PiecePort;
  tell(state: DesktopState): void;
  onCommand(listener: (command: Command) => void): void;
  /** The page is drawn as `paper` wanted. */
  ready(): void;
  /** Asks where, and writes there. */
  save(name: string, bytes: Uint8Array): Promise<Saved>;
  /** Shows the data folder in the system's window for files. */
  showFolder(): void;
  /** Asks for a folder; null where none was chosen. */
  chooseFolder(): Promise<string | null>;
  /** Asks where the page on screen goes as a PDF, and writes it there. */
  pdf(name: string): Promise<Saved>;
}
