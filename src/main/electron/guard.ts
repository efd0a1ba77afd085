import type { Session, WebContents } from 'electron';
import type { Home } from './home.ts';

/** What of a session the guard takes hold of. */
export type GuardedSession = Pick<
  Session,
  | 'on'
  | 'setSpellCheckerLanguages'
  | 'setPermissionRequestHandler'
  | 'setPermissionCheckHandler'
  | 'setDevicePermissionHandler'
> & { webRequest: Pick<Session['webRequest'], 'onBeforeRequest'> };

/** Writing plain text to the clipboard upon a click; reading it is another permission. */
const COPY = 'clipboard-sanitized-write';

/** What of a page the guard takes hold of. */
export type GuardedContents = Pick<WebContents, 'on' | 'setWindowOpenHandler' | 'loadURL'>;

/** Refuses every permission (`openExternal` among them) but to copy text when asked to, every device, and every request to
 *  anywhere but home. */
export function guardSession(session: GuardedSession, home: Home): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(permission === COPY));
  session.setPermissionCheckHandler((_contents, permission) => permission === COPY);
  session.setDevicePermissionHandler(() => false);
  session.setSpellCheckerLanguages([]); // it fetches dictionaries, whatever the page wants, and past webRequest
  session.on('will-download', (event) => event.preventDefault()); // what is to be kept goes through saving.ts
  session.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !home.mayLoad(url) }));
}

/** Keeps a page where it is: it may reload itself, and neither go elsewhere, nor open windows, nor embed pages. */
export function guardContents(contents: GuardedContents, home: Home): void {
  contents.on('will-frame-navigate', (details) => {
    if (!details.isMainFrame || !home.isPage(details.url)) details.preventDefault();
  });
  // about:blank is asked for by no event before: whoever got there is brought back
  contents.on('did-navigate', (_event, url) => {
    if (!home.isPage(url)) contents.loadURL(home.page).catch(() => undefined);
  });
  contents.on('will-redirect', (details) => details.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}
