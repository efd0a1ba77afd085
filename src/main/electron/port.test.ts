import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { IpcMain } from 'electron';
import { decodeMessage, encodeMessage, type Port } from '../../core/contract/wire.ts';
import { channels } from './channels.ts';
import { StubPort } from './electron.stub.ts';
import { built } from './home.ts';
import { acceptPorts, WindowPort, type RawPort } from './port.ts';

const asRaw = (port: StubPort) => port as unknown as RawPort;

describe('the window’s port', () => {
  it('carries messages both ways, beginning with the one that came already', () => {
    const raw = new StubPort();
    raw.start();
    const port = new WindowPort(asRaw(raw), encodeMessage({ id: 1 }, [Uint8Array.of(7, 8)]));
    const headers: unknown[] = [];
    port.onMessage((message) => headers.push(decodeMessage(message).header));
    raw.receive(encodeMessage({ id: 2 }));
    expect(headers).toEqual([{ id: 1 }, { id: 2 }]);

    const answer = encodeMessage({ id: 1, ok: true });
    port.post(answer);
    expect(raw.posted).toEqual([answer]);
  });

  it('tells once that the window has gone, and then is silent', () => {
    const raw = new StubPort();
    const port = new WindowPort(asRaw(raw), encodeMessage({ id: 1 }));
    raw.start();
    let closes = 0;
    let messages = 0;
    port.onMessage(() => messages++);
    port.onClose(() => closes++);
    raw.emit('close');
    raw.emit('close');
    port.close();
    port.post(encodeMessage({}));
    raw.receive(encodeMessage({}));
    expect({ closes, messages, posted: raw.posted, closed: raw.closed }).toEqual({
      closes: 1,
      messages: 1,
      posted: [],
      closed: 0,
    });
  });

  it('tells a listener that comes too late', () => {
    const raw = new StubPort();
    const port = new WindowPort(asRaw(raw), encodeMessage({ id: 1 }));
    raw.emit('close');
    let closes = 0;
    port.onClose(() => closes++);
    expect(closes).toBe(1);
  });

  it.each([['text'], [{ id: 1 }], [null], [new ArrayBuffer(8)], [[1, 2]]])(
    'closes on %o, which is not bytes',
    (data) => {
      const raw = new StubPort();
      const port = new WindowPort(asRaw(raw), encodeMessage({ id: 1 }));
      raw.start();
      let closes = 0;
      let messages = 0;
      port.onMessage(() => messages++);
      port.onClose(() => closes++);
      raw.receive(data);
      expect({ closes, messages, closed: raw.closed }).toEqual({ closes: 1, messages: 1, closed: 1 });
    },
  );
});

describe('accepting a port', () => {
  const page = { url: 'app://goldilocks/', parent: null };

  function host() {
    const ipc = new EventEmitter();
    const ports: Port[] = [];
    acceptPorts(ipc as unknown as Pick<IpcMain, 'on'>, built, (port) => ports.push(port));
    /** Offers ports, and sends something through them. */
    const offer = (senderFrame: object | null, given = [new StubPort()], used = true): StubPort[] => {
      ipc.emit(channels.port, { senderFrame, ports: given });
      if (used) for (const raw of given) raw.receive(encodeMessage({ id: 1 }));
      return given;
    };
    return { ports, offer };
  }

  it('connects the page', () => {
    const { ports, offer } = host();
    const [raw] = offer(page);
    expect(ports).toHaveLength(1);
    expect(raw?.closed).toBe(0);
    offer({ ...page, url: 'app://goldilocks/#runs' });
    expect(ports).toHaveLength(2);
  });

  it.each([
    ['a frame in the page', { url: 'app://goldilocks/', parent: page }],
    ['another host', { url: 'app://elsewhere/', parent: null }],
    ['a host that begins alike', { url: 'app://goldilocks.evil/', parent: null }],
    ['a web page', { url: 'https://example.org/', parent: null }],
    ['a web page of our name', { url: 'https://goldilocks/', parent: null }],
    ['a file', { url: 'file:///index.html', parent: null }],
    ['another file of ours', { url: 'app://goldilocks/assets/x.svg', parent: null }],
    ['an empty frame', { url: '', parent: null }],
    ['a frame that has gone', null],
  ])('refuses %s, and closes what it sent', (_who, frame) => {
    const { ports, offer } = host();
    const [raw] = offer(frame);
    expect(ports).toEqual([]);
    expect(raw?.closed).toBe(1);
  });

  it('refuses no port and several', () => {
    const { ports, offer } = host();
    offer(page, []);
    const several = offer(page, [new StubPort(), new StubPort()]);
    expect(ports).toEqual([]);
    expect(several.map((port) => port.closed)).toEqual([1, 1]);
  });

  it('stays with the port that is used when another comes and is silent, as that of an empty page', () => {
    const { ports, offer } = host();
    const [good] = offer(page);
    offer(page, [new StubPort()], false);
    expect(ports).toHaveLength(1);
    expect(good?.closed).toBe(0);
  });

  it('closes the old port when a reload brings a new one, and leaves it when a stranger tries', () => {
    const { ports, offer } = host();
    const [first] = offer(page);
    let gone = 0;
    ports[0]?.onClose(() => gone++);
    offer({ url: 'https://example.org/', parent: null });
    expect(gone).toBe(0);
    const [second] = offer(page);
    expect({ gone, first: first?.closed, second: second?.closed }).toEqual({ gone: 1, first: 1, second: 0 });
    expect(ports).toHaveLength(2);
  });
});
