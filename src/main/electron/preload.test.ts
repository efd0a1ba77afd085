import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Desktop } from '../../core/contract/desktop.ts';
import { encodeMessage } from '../../core/contract/wire.ts';
import { channels } from './channels.ts';

/** What the preload did: the ports it sent, by channel, and what it put into the page, by name. */
const did = vi.hoisted((): { sent: [string, unknown, MessagePort[]][]; exposed: Record<string, unknown> } => ({
  sent: [],
  exposed: {},
}));
vi.mock('electron', () => ({
  ipcRenderer: { postMessage: (...message: [string, unknown, MessagePort[]]) => void did.sent.push(message) },
  contextBridge: { exposeInMainWorld: (name: string, value: unknown) => (did.exposed[name] = value) },
}));

/** The page's world, as far as the preload looks at it. */
async function load(protocol = 'app:') {
  vi.resetModules();
  did.sent = [];
  did.exposed = {};
  vi.stubGlobal('location', { protocol });
  await import('./preload.ts');
  return did.exposed['goldilocks'] as Desktop | undefined;
}

async function opened() {
  const desktop = await load();
  const page = desktop?.open();
  const main = did.sent[0]?.[2][0];
  if (!page || !main) throw new Error('the preload sent no port');
  return { page, main };
}

const next = (port: MessagePort, event: 'message' | 'close') =>
  new Promise<unknown>((resolve) => {
    port.addEventListener(event, (e) => resolve('data' in e ? e.data : undefined), { once: true });
    if (event === 'message') port.start();
  });

describe('the preload', () => {
  beforeEach(() => vi.restoreAllMocks());

  it('gives the page exactly one thing, of functions only', async () => {
    const desktop = await load();
    expect(Object.keys(did.exposed)).toEqual(['goldilocks']);
    // a MessagePort or anything else with a prototype would not cross the bridge
    expect(Object.entries(desktop ?? {}).map(([name, value]) => `${name}: ${typeof value}`)).toEqual([
      'open: function',
      'tell: function',
      'onCommand: function',
      'ready: function',
      'save: function',
      'showFolder: function',
      'chooseFolder: function',
      'pdf: function',
    ]);
  });

  it('gives the empty page that a frame begins with nothing, and sends no port', async () => {
    await load('about:');
    expect(did).toEqual({ sent: [], exposed: {} });
  });

  it('hands main one port for every way that is opened', async () => {
    const desktop = await load();
    expect(did.sent).toHaveLength(0);
    desktop?.open();
    desktop?.open();
    expect(did.sent.map(([channel, , ports]) => [channel, ports.length])).toEqual([
      [channels.port, 1],
      [channels.port, 1],
    ]);
  });

  it('closes the port when the page wants it', async () => {
    const { page, main } = await opened();
    const closed = next(main, 'close');
    page.close?.();
    await closed;
  });

  it('carries bytes both ways, those sent before anyone listens included', async () => {
    const { page, main } = await opened();
    page.post(encodeMessage({ id: 1 }));
    expect(await next(main, 'message')).toEqual(encodeMessage({ id: 1 }));

    main.postMessage('not bytes');
    main.postMessage(encodeMessage({ id: 1, ok: true }));
    const got = await new Promise((resolve) => page.onMessage(resolve));
    expect(got).toEqual(encodeMessage({ id: 1, ok: true }));
  });

  it('tells the page when main has closed, in time or late', async () => {
    const { page, main } = await opened();
    const told = new Promise<void>((resolve) => page.onClose(resolve));
    main.close();
    await told;
    let late = 0;
    page.onClose(() => late++);
    expect(late).toBe(1);
  });
});
