import { beforeEach, describe, expect, it, vi } from 'vitest';
import { encodeMessage, type Port } from '../../core/contract/wire.ts';
import { CHANNEL } from './channel.ts';

/** What the preload did: the ports it sent, by channel, and what it put into the page, by name. */
const did = vi.hoisted((): { sent: [string, unknown, MessagePort[]][]; exposed: Record<string, unknown> } => ({
  sent: [],
  exposed: {},
}));
vi.mock('electron', () => ({
  ipcRenderer: { postMessage: (...message: [string, unknown, MessagePort[]]) => void did.sent.push(message) },
  contextBridge: { exposeInMainWorld: (name: string, value: unknown) => (did.exposed[name] = value) },
}));

async function load() {
  vi.resetModules();
  did.sent = [];
  did.exposed = {};
  await import('./preload.ts');
  const main = did.sent[0]?.[2][0];
  if (!main) throw new Error('the preload sent no port');
  return { page: did.exposed['goldilocks'] as Port, main };
}

const next = (port: MessagePort, event: 'message' | 'close') =>
  new Promise<unknown>((resolve) => {
    port.addEventListener(event, (e) => resolve('data' in e ? e.data : undefined), { once: true });
    if (event === 'message') port.start();
  });

describe('the preload', () => {
  beforeEach(() => vi.restoreAllMocks());

  it('gives the page exactly one thing, of functions only', async () => {
    const { page } = await load();
    expect(Object.keys(did.exposed)).toEqual(['goldilocks']);
    // a MessagePort or anything else with a prototype would not cross the bridge
    expect(Object.entries(page).map(([name, value]) => [name, typeof value])).toEqual([
      ['post', 'function'],
      ['onMessage', 'function'],
      ['onClose', 'function'],
    ]);
  });

  it('hands main one port, once', async () => {
    await load();
    expect(did.sent).toHaveLength(1);
    expect(did.sent[0]?.[0]).toBe(CHANNEL);
    expect(did.sent[0]?.[2]).toHaveLength(1);
  });

  it('carries bytes both ways, those sent before anyone listens included', async () => {
    const { page, main } = await load();
    page.post(encodeMessage({ id: 1 }));
    expect(await next(main, 'message')).toEqual(encodeMessage({ id: 1 }));

    main.postMessage('not bytes');
    main.postMessage(encodeMessage({ id: 1, ok: true }));
    const got = await new Promise((resolve) => page.onMessage(resolve));
    expect(got).toEqual(encodeMessage({ id: 1, ok: true }));
  });

  it('tells the page when main has closed, in time or late', async () => {
    const { page, main } = await load();
    const told = new Promise<void>((resolve) => page.onClose(resolve));
    main.close();
    await told;
    let late = 0;
    page.onClose(() => late++);
    expect(late).toBe(1);
  });
});
