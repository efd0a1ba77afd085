import { beforeEach, describe, expect, test } from 'vitest';
import { presets } from '../../core/plan/presets.ts';
import { ExperimentDocument } from '../document/document.svelte.ts';
import { LayerEdits } from '../document/layer.ts';
import type { LabClient } from '../lab/client.ts';
import { ChainEditor } from './editor.svelte.ts';
import { blockKey } from './layers/keys.ts';
import {
  commonPieces,
  dataPieces,
  lossPieces,
  otherPieces,
  pieceId,
  pieceName,
  placeName,
  replaced,
} from './pieces.ts';

const lab: Pick<LabClient, 'call' | 'onOpen' | 'onEvent'> = {
  call: (() => Promise.resolve({ value: null })) as unknown as LabClient['call'],
  onOpen: () => () => undefined,
  onEvent: () => () => undefined,
};
let document: ExperimentDocument;
let editor: ChainEditor;
const kinds = (): string => document.plan.network.map(({ type }) => type[0]).join('');
const picked = (): readonly number[] => editor.picked.layers;
const key = (name: string, more: KeyboardEventInit = {}): void =>
  blockKey(
    editor,
    new KeyboardEvent('keydown', { key: name, cancelable: true, ...more }),
    document.selectedBlock ?? -1,
  );
const none = { ctrlKey: false, metaKey: false, shiftKey: false };

beforeEach(() => {
  document = new ExperimentDocument(lab, presets.moons);
  editor = new ChainEditor(document);
});

describe('picking', () => {
  test('with Ctrl toggles, with Shift extends from where it started', () => {
    editor.pick(1, none);
    editor.pick(3, { ...none, ctrlKey: true });
    expect(picked()).toEqual([1, 3]);
    expect(document.selectedBlock).toBe(3);
    editor.pick(3, { ...none, ctrlKey: true });
    expect(picked()).toEqual([1]);
    editor.pick(1, { ...none, ctrlKey: true }); // the last one stays
    expect(picked()).toEqual([1]);
    editor.pick(4, { ...none, shiftKey: true });
    expect(picked()).toEqual([1, 2, 3, 4]);
    editor.pick(0, { ...none, shiftKey: true }); // the other way round the same anchor
    expect(picked()).toEqual([0, 1]);
    editor.pick(2, none);
    expect(picked()).toEqual([2]);
  });

  test('by keyboard: Shift with arrows, Ctrl+A, Esc; data and loss are never among them', () => {
    for (let i = 0; i < 9; i++) key('ArrowDown', { shiftKey: true });
    expect(picked()).toEqual([0, 1, 2, 3, 4]);
    key('Escape');
    expect(picked()).toEqual([4]);
    document.selectAt(-1);
    expect(picked()).toEqual([]);
    key('a', { ctrlKey: true });
    expect(picked()).toHaveLength(5);
    editor.pick(5, { ...none, ctrlKey: true }); // the loss: selected alone
    expect(document.selected).toBe('loss');
    expect(picked()).toEqual([]);
  });

  test('ends with another selection, and forgets layers that are gone', () => {
    editor.picked.set([0, 2, 4], 2);
    document.edit('remove', (plan) => ({ ...plan, network: plan.network.toSpliced(4, 1) }));
    expect(picked()).toEqual([0, 2]);
    document.selectAt(1);
    expect(picked()).toEqual([1]);
    document.selectAt(2);
    expect(picked()).toEqual([0, 2]); // as it was, while nothing else was picked
    editor.selectFrom(2, -1);
    document.selectAt(2);
    expect(picked()).toEqual([2]);
  });
});

describe('what is picked', () => {
  test('is removed in one step, and undone in one', () => {
    editor.picked.set([1, 2, 3]);
    key('Delete');
    expect(kinds()).toBe('dd');
    expect(editor.announcement).toContain('3 blocks removed');
    document.undo();
    expect(document.plan).toBe(presets.moons);
    expect(document.undoLabel).toBeNull();
  });

  test('is duplicated after the last of it, and the copies are picked', () => {
    editor.picked.set([0, 1]);
    key('d', { ctrlKey: true });
    expect(kinds()).toBe('dadadad');
    expect(picked()).toEqual([2, 3]);
    expect(document.undoLabel).toBe('duplicate 2 blocks');
  });

  test('moves and is dragged together, and stays picked', () => {
    editor.picked.set([2, 3]);
    key('ArrowUp', { altKey: true });
    expect(document.plan.network.map((layer) => (layer.type === 'dense' ? layer.units : 'a'))).toEqual([
      6,
      3,
      'a',
      'a',
      1,
    ]);
    expect(picked()).toEqual([1, 2]);
    editor.gapAt = () => 5;
    editor.lift({ type: 'dense' }, 1, 0, 0);
    expect(editor.dragged?.from).toEqual([1, 2]);
    expect(editor.previewChange).toMatchObject({ output: 'o' });
    editor.drop();
    expect(picked()).toEqual([3, 4]);
    editor.lift({ type: 'dense' }, 0, 0, 0); // not one of them: alone
    expect(editor.dragged?.from).toEqual([0]);
    editor.cancel();
    expect(editor.announcement).toBe('Dense returned.');
  });

  test('gets a setting in one step, as far as it has it', () => {
    const edits = new LayerEdits(document, [0, 1, 2]);
    edits.init('he');
    edits.fn('tanh');
    edits.bias(false);
    edits.frozen(true);
    const [first, second, third, fourth] = document.plan.network;
    expect(first).toMatchObject({ init: { kind: 'he' }, bias: false, frozen: true });
    expect(second).toEqual({ type: 'activation', fn: 'tanh' });
    expect(third).toMatchObject({ init: { kind: 'he' }, bias: false, frozen: true });
    expect(fourth).toBe(presets.moons.network[3]);
    for (let i = 0; i < 4; i++) document.undo();
    expect(document.plan).toBe(presets.moons);
  });
});

describe('wires', () => {
  test('move what they connect, and say so', () => {
    expect(editor.connect(0, 4)).toBe(true);
    expect(kinds()).toBe('ddada');
    expect(document.selectedBlock).toBe(1);
    expect(editor.announcement).toContain('Dense connected, now layer 2');
    expect(editor.connect(0, 1)).toBe(false);
  });
});

describe('pieces that replace', () => {
  test('take the place of data or loss wherever Enter is pressed, and only there when dropped', () => {
    for (const piece of [...dataPieces, ...lossPieces]) {
      expect(placeName(document.plan, piece)).not.toBe('');
      editor.append(piece);
      expect(document.selected).toBe(piece.type);
      expect(piece.type === 'data' ? document.plan.data.kind : document.plan.loss).toBe(pieceId(piece));
      expect(document.problems, pieceName(piece)).toEqual([]);
      expect(replaced(document.plan, piece).notes).toEqual([]); // it is there already
    }
    const before = document.plan;
    editor.blockAt = () => 2;
    editor.lift({ type: 'data', kind: 'xor' }, null, 0, 0);
    expect(editor.dragged?.gap).toBeNull();
    editor.drop();
    expect(document.plan).toBe(before);
    expect(editor.announcement).toBe('xor returned.');
    editor.blockAt = () => -1;
    editor.lift({ type: 'data', kind: 'xor' }, null, 0, 0);
    editor.drop();
    expect(document.plan.data.kind).toBe('xor');
  });

  test('and all others have an id and a name of their own', () => {
    const all = [...commonPieces, ...otherPieces, ...dataPieces, ...lossPieces];
    expect(new Set(all.map(pieceId)).size).toBe(all.length);
    expect(new Set(all.map(pieceName)).size).toBe(all.length);
  });
});
