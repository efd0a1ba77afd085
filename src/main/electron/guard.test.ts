import { describe, expect, it } from 'vitest';
import { StubContents, StubSession } from './electron.stub.ts';
import { guardContents, guardSession, type GuardedContents, type GuardedSession } from './guard.ts';
import { built, devServer } from './home.ts';

/** The stub as what it stands for. */
const asSession = (session: StubSession) => session as unknown as GuardedSession;
const asContents = (contents: StubContents) => contents as unknown as GuardedContents;

function guarded(home = built) {
  const session = new StubSession();
  const contents = new StubContents();
  guardSession(asSession(session), home);
  guardContents(asContents(contents), home);
  return { session, contents };
}

describe('permissions', () => {
  it.each([
    'media',
    'geolocation',
    'notifications',
    'clipboard-read',
    'fileSystem',
    'openExternal',
    'fullscreen',
  ] as const)('refuses %s', (permission) => {
    const { session } = guarded();
    const answers: boolean[] = [];
    session.ask?.(null as never, permission, (granted) => answers.push(granted), {} as never);
    expect(answers).toEqual([false]);
    expect(session.check?.(null, permission, 'app://goldilocks', {} as never)).toBe(false);
  });

  it('lets text be copied, and nothing be read', () => {
    const { session } = guarded();
    const answers: boolean[] = [];
    session.ask?.(null as never, 'clipboard-sanitized-write', (granted) => answers.push(granted), {} as never);
    expect(answers).toEqual([true]);
    expect(session.check?.(null, 'clipboard-sanitized-write', 'app://goldilocks', {} as never)).toBe(true);
  });

  it('refuses devices', () => {
    expect(guarded().session.device?.({ deviceType: 'serial' } as never)).toBe(false);
  });
});

describe('what Chromium would do of its own accord', () => {
  it('fetches no dictionary, and keeps no file but by our dialog', () => {
    const { session } = guarded();
    expect(session.languages).toEqual([]);
    let prevented = 0;
    session.emit('will-download', { preventDefault: () => prevented++ });
    expect(prevented).toBe(1);
  });

  it('comes back from a page that is not ours', () => {
    const { contents } = guarded();
    contents.emit('did-navigate', {}, 'app://goldilocks/');
    contents.emit('did-navigate', {}, 'about:blank');
    expect(contents.went).toEqual(['app://goldilocks/']);
  });
});

describe('requests', () => {
  const cancelled = (url: string, home = built): boolean | undefined => {
    const answers: (boolean | undefined)[] = [];
    guarded(home).session.before?.({ url }, ({ cancel }) => answers.push(cancel));
    expect(answers).toHaveLength(1);
    return answers[0];
  };

  it.each(['app://goldilocks/', 'app://goldilocks/assets/a.js', 'blob:app://goldilocks/1-2', 'data:image/png;base64,'])(
    'lets %s through',
    (url) => {
      expect(cancelled(url)).toBe(false);
    },
  );

  it.each([
    'https://example.org/',
    'http://127.0.0.1:8080/',
    'ws://localhost/',
    'file:///etc/passwd',
    'app://elsewhere/',
    'app://goldilocks.evil/',
    'blob:https://example.org/1',
    'devtools://devtools/bundled/inspector.html',
    'chrome://gpu/',
    'ftp://x/',
  ])('stops %s', (url) => {
    expect(cancelled(url)).toBe(true);
  });

  it('lets the development server through in its place, with its WebSocket', () => {
    const home = devServer('http://localhost:5173');
    expect(cancelled('http://localhost:5173/src/main.ts', home)).toBe(false);
    expect(cancelled('ws://localhost:5173/?token=x', home)).toBe(false);
    expect(cancelled('http://localhost:51730/', home)).toBe(true);
    expect(cancelled('https://example.org/', home)).toBe(true);
  });
});

describe('navigation', () => {
  const navigates = (url: string, isMainFrame = true): boolean =>
    !guarded().contents.tries('will-frame-navigate', { url, isMainFrame });

  it('lets the page reload itself', () => {
    expect(navigates('app://goldilocks/')).toBe(true);
    expect(navigates('app://goldilocks/#runs')).toBe(true);
  });

  it.each([
    'https://example.org/',
    'http://goldilocks/',
    'file:///etc/passwd',
    'app://elsewhere/',
    'app://goldilocks/assets/math.woff2',
    'mailto:someone@example.org',
    'javascript:alert(1)',
    'data:text/html,x',
    'blob:app://goldilocks/1',
    'about:blank',
  ])('keeps the page from going to %s', (url) => {
    expect(navigates(url)).toBe(false);
  });

  it('keeps frames from going anywhere, and any redirect or embedded page from happening', () => {
    const { contents } = guarded();
    expect(navigates('app://goldilocks/', false)).toBe(false);
    expect(contents.tries('will-redirect', { url: 'app://goldilocks/' })).toBe(true);
    expect(contents.tries('will-attach-webview')).toBe(true);
  });

  it('opens no windows', () => {
    expect(guarded().contents.open?.({ url: 'app://goldilocks/' } as never)).toEqual({ action: 'deny' });
  });
});
