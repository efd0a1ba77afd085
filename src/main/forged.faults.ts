// Every call of the contract with arguments that nobody's window sends: made from the schemas themselves, then bent in one place.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { inPieces, type PiecePort } from '../core/contract/pieces.ts';
import { calls, MOST_REQUEST, type CallName, type FromLab } from '../core/contract/window.ts';
import { decodeMessage, encodeMessage, type Port } from '../core/contract/wire.ts';
import { labErrorCodes } from '../core/errors.ts';
import { presets } from '../core/plan/presets.ts';
import { connectTo, portPair, type Client } from './client.ts';
import { FakeTrainer, noNative } from './fake-trainer.ts';
import { Lab } from './lab.ts';
import { databaseName } from './store/sqlite-error.ts';

/** Forged calls of each kind, messages whose bits are turned, and calls at once. */
const EACH = 30;
const BENT = 3000;
const AT_ONCE = 2000;

let folder: string;
let lab: Lab;
let other: Client;
let db: Database.Database;
let trainers: FakeTrainer[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'goldilocks-'));
  trainers = [];
  lab = new Lab({
    folder,
    resourcesDir: folder,
    host: 'terminal',
    spawnNative: { ...noNative, install: ending },
    spawnTrainer() {
      const trainer = new FakeTrainer();
      trainers.push(trainer);
      return trainer;
    },
  });
  other = connectTo(lab).client;
  db = new Database(join(folder, databaseName), { readonly: true });
});
afterEach(async () => {
  for (const trainer of trainers) trainer.die('end of the test'); // it answers no pause
  await lab.close();
  db.close();
  rmSync(folder, { recursive: true });
});

/** An installer that ends as soon as it is told anything. */
function ending() {
  let exit: (how: string) => void = () => undefined;
  return {
    post: () => exit('told to'),
    onMessage: () => undefined,
    onExit: (listener: typeof exit) => void (exit = listener),
    kill: () => exit('killed'),
  };
}

/** Changes whenever another connection has written. */
const written = (): unknown => db.pragma('data_version', { simple: true });

type Reply = Exclude<FromLab, { event: unknown }>;

/** A window that sends any bytes, and what it is answered. */
class Forger {
  readonly port: Port;
  readonly replies = new Map<unknown, Reply>();
  failures = 0;

  constructor() {
    const { a, b } = portPair();
    this.port = a;
    a.onMessage((message) => {
      const said = decodeMessage(message).header as FromLab;
      if (!('event' in said)) this.replies.set(said.id, said);
      else if (said.event.type === 'failure') this.failures++;
    });
    lab.connect(b);
  }

  /** @returns the answer, where it has come at once */
  ask(call: string, args: unknown, id: number): Reply | undefined {
    this.port.post(encodeMessage({ id, call, args }));
    return this.replies.get(id);
  }
}

const expectTyped = (reply: Reply | undefined, what: string): void => {
  if (!reply || reply.ok) return;
  const { code, values } = reply.failure;
  expect(labErrorCodes, what).toContain(code);
  expect(values['reason'], what).not.toBe('a bug in the lab');
};

/** The lab goes on, for the other window as well. */
const isWell = async (): Promise<void> => {
  expect((await other.call('hello', {})).value.host).toBe('terminal');
  expect((await other.call('open', { run: 999 }).catch((error: unknown) => error)) as object).toMatchObject({
    code: 'run-unknown',
  });
};

interface Schema {
  type?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  prefixItems?: Schema[];
  minItems?: number;
  minimum?: number;
}

/** Something that the schema takes, or nearly. */
function sample(schema: Schema, g: fc.GeneratorValue): unknown {
  const of = schema.anyOf ?? schema.oneOf;
  if (of) return sample(of[g(fc.nat, { max: of.length - 1 })] ?? {}, g);
  if ('const' in schema) return schema.const;
  if (schema.enum) return schema.enum[g(fc.nat, { max: schema.enum.length - 1 })];
  switch (schema.type) {
    case 'object': {
      const own = Object.entries(schema.properties ?? {}).filter(
        ([key]) => schema.required?.includes(key) || g(fc.boolean),
      );
      return Object.fromEntries(own.map(([key, part]) => [key, sample(part, g)]));
    }
    case 'array':
      if (schema.prefixItems) return schema.prefixItems.map((part) => sample(part, g));
      return Array.from({ length: Math.max(schema.minItems ?? 0, g(fc.nat, { max: 2 })) }, () =>
        sample(schema.items ?? {}, g),
      );
    case 'integer':
    case 'number':
      return Math.max(schema.minimum ?? 0, 1);
    case 'string':
      return 'a';
    case 'boolean':
      return g(fc.boolean);
    case 'null':
      return null;
    default:
      return { ...presets.moons, length: { steps: 5 } };
  }
}

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
/** As JSON, since objects and strings in memory cannot say all of it. */
const hostile = [
  'null', 'true', '-1', '0', '-0', '1.5', '1e308', '-1e308', '1e999', '9007199254740993', '4294967296', '2147483649', '1e-320', '""',
  '"\\u0000"', '"\\ud800"', '"\\u202eabc"', '"../../../etc/passwd"', '"..\\\\..\\\\x"', '"CON"', '"NaN"', '"\'; DROP TABLE runs; --"',
  '"<img src=x onerror=alert(1)>"', '"%s%n"', '[]', '[[]]', '{}', '[null]', '{"__proto__":{"polluted":1}}',
  '{"constructor":{"prototype":{"polluted":1}}}', '{"toString":1,"valueOf":1,"toJSON":1}', '{"length":-1}', JSON.stringify('x'.repeat(200_000)),
  JSON.stringify(Array(20_000).fill(0)), nested(500), nested(5000), nested(50_000),
]; // prettier-ignore

/** Puts a hostile value in some place, or takes something away, or adds it. */
function bent(args: unknown, g: fc.GeneratorValue): string {
  const value = hostile[g(fc.nat, { max: hostile.length - 1 })] ?? '';
  const MARK = '\u0001here\u0001';
  const into = (part: unknown): unknown => {
    if (typeof part !== 'object' || part === null || g(fc.nat, { max: 3 }) === 0) return MARK;
    if (Array.isArray(part)) {
      const [first, ...others] = part as unknown[];
      return part.length === 0 ? [MARK] : [...others, into(first)];
    }
    const entries = Object.entries(part);
    const at = g(fc.nat, { max: entries.length + 1 });
    if (at === entries.length) return { ...part, more: MARK };
    const [key, inner] = entries[at] ?? [];
    if (key === undefined) return Object.fromEntries(entries.slice(1));
    return { ...part, [key]: into(inner) };
  };
  return JSON.stringify(into(args)).replaceAll(JSON.stringify(MARK), () => value);
}

/** A message of a header that is text already. */
function message(header: string): Uint8Array<ArrayBuffer> {
  const text = Buffer.from(header);
  const bytes = new Uint8Array(4 + text.length);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, 4);
  return bytes;
}

const names = Object.keys(calls) as CallName[];

test(`${EACH} forged calls of each of ${names.length}: a typed refusal, nothing written, and the lab goes on`, async () => {
  const forger = new Forger();
  let id = 0;
  let refused = 0;
  let waiting = 0;
  for (const call of names) {
    const schema = z.toJSONSchema(calls[call], { unrepresentable: 'any', io: 'input' }) as Schema;
    fc.assert(
      fc.property(fc.gen(), (g) => {
        const args = bent(sample(schema, g), g);
        const before = written();
        forger.port.post(message(`{"id":${++id},"call":"${call}","args":${args}}`));
        const reply = forger.replies.get(id);
        const what = `${call} ${args.slice(0, 200)}`;
        expectTyped(reply, what);
        if (!reply) waiting++;
        else if (!reply.ok) {
          refused++;
          expect(written(), what).toBe(before);
        }
      }),
      { numRuns: EACH, seed: 20, endOnFailure: true },
    );
    await isWell();
  }
  for (const reply of forger.replies.values()) expectTyped(reply, 'later');
  expect(refused).toBeGreaterThan((names.length * EACH) / 2);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  console.log(
    `| ${id} forged calls of ${names.length} kinds | ${refused} refused at once, ${waiting} answered later or never, the rest was sound |`,
  );
});

test('unknown calls, and headers that are none, from a window that has not said hello', async () => {
  const forger = new Forger();
  const before = written();
  const unknown = [
    '',
    'Hello',
    'hello ',
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'answers',
    'close',
    '\0',
    null,
    1,
    {},
    ['hello'],
  ];
  for (const [id, call] of unknown.entries()) {
    const reply = forger.ask(call as string, {}, id);
    expect(reply).toMatchObject({ ok: false, failure: { code: 'request-invalid' } });
  }
  const none = [
    '',
    'null',
    '1',
    '[]',
    '"x"',
    '{}',
    '{"id":"1","call":"hello","args":{}}',
    '{"id":null}',
    '{"id":1',
    '{"id":{}}',
    nested(90_000),
  ];
  for (const header of none) forger.port.post(message(header));
  for (const bytes of [[], [1], [255, 255, 255, 255], [4, 0, 0, 0, 255, 255, 255, 255]])
    forger.port.post(Uint8Array.from(bytes));
  expect(forger.failures).toBe(none.length + 4);
  for (const id of [-1, 0, 1e300, 0.5]) expect(forger.ask('hello', {}, id)).toMatchObject({ ok: true });
  expect(written()).toBe(before);
  await isWell();
});

test(`${BENT} messages with turned bits, cut short or joined, as pieces: the lab goes on`, async () => {
  let ended = 0;
  let answered = 0;
  const sound = encodeMessage({ id: 1, call: 'runs', args: {} }, [new Uint8Array(24)]);
  const window = (): PiecePort => {
    const { a, b, close } = portPair();
    a.onMessage(() => answered++);
    const piecePort: PiecePort = {
      ...b,
      close() {
        ended++;
        close();
      },
    };
    lab.connect(inPieces(piecePort, MOST_REQUEST));
    return a;
  };
  fc.assert(
    fc.property(
      fc.constantFrom(0, 1, 2, 3, 4, 255),
      fc.constantFrom(0, 1, 2, 9),
      fc.array(fc.tuple(fc.nat(), fc.nat(7)), { maxLength: 4 }),
      fc.nat(sound.length + 8),
      fc.boolean(),
      fc.uint8Array({ maxLength: 40 }),
      (kind, lane, flips, length, cut, tail) => {
        const bytes = Buffer.concat([Uint8Array.of(kind, lane, 0, 0, sound.length & 255, 0, 0, 0), sound, tail]);
        for (const [at, bit] of flips) bytes[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ (1 << bit);
        const port = window();
        port.post(new Uint8Array(cut ? bytes.subarray(0, length) : bytes));
        port.post(new Uint8Array(bytes));
      },
    ),
    { numRuns: BENT, seed: 20 },
  );
  expect(ended).toBeGreaterThan(BENT / 10);
  expect(answered).toBeGreaterThan(BENT / 10);
  await isWell();
  console.log(`| ${BENT} bent messages | ${ended} connections ended, ${answered} answers, the lab goes on |`);
});

test(`${AT_ONCE} forged calls at once, from two windows`, async () => {
  const before = written();
  const forgers = [new Forger(), new Forger()];
  for (let id = 0; id < AT_ONCE; id++)
    forgers[id % 2]?.ask(names[id % names.length] ?? 'hello', { forged: 'x'.repeat(id % 100) }, id);
  await isWell();
  for (const { replies } of forgers) {
    expect(replies.size).toBe(AT_ONCE / 2);
    for (const reply of replies.values())
      expect(reply).toMatchObject({ ok: false, failure: { code: 'request-invalid' } });
  }
  expect(written()).toBe(before);
});
