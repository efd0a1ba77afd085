import { beforeEach, describe, expect, test, vi } from 'vitest';
import { architecture } from '../../core/graph/graph.ts';
import { presets } from '../../core/plan/presets.ts';
import { ExperimentDocument } from '../document/document.svelte.ts';
import type { LabClient } from '../lab/client.ts';
import { ChainEditor } from './editor.svelte.ts';
import { blockKey } from './layers/keys.ts';

const lab: Pick<LabClient, 'call' | 'onOpen' | 'onEvent'> = {
  call: (() => Promise.resolve({ value: null })) as unknown as LabClient['call'],
  onOpen: () => () => undefined,
  onEvent: () => () => undefined,
};
let document: ExperimentDocument;
let editor: ChainEditor;
const kinds = (): string => document.plan.network.map(({ type }) => type[0]).join('');
const key = (name: string, more: KeyboardEventInit = {}): KeyboardEvent => {
  const event = new KeyboardEvent('keydown', { key: name, cancelable: true, bubbles: true, ...more });
  blockKey(editor, event, document.selectedBlock ?? -1);
  return event;
};

beforeEach(() => {
  document = new ExperimentDocument(lab, presets.moons);
  editor = new ChainEditor(document);
});

describe('the keyboard', () => {
  test('goes along the chain, from the data to the loss and not beyond', () => {
    for (let i = 0; i < 9; i++) key('ArrowDown');
    expect(document.selected).toBe('loss');
    for (let i = 0; i < 9; i++) key('ArrowUp');
    expect(document.selected).toBe('data');
  });

  test('moves a block with Alt, and says when it goes no further', () => {
    document.selectAt(4);
    key('ArrowUp', { altKey: true });
    expect(kinds()).toBe('dadda');
    expect(document.selectedBlock).toBe(3);
    expect(editor.announcement).toContain('Dense moved to layer 4');
    document.selectAt(1);
    key('ArrowUp', { altKey: true });
    expect(editor.announcement).toBe('ReLU cannot move further up.');
  });

  test('removes a layer and stays where it was; data and loss stay', () => {
    document.selectAt(1);
    expect(key('Delete').defaultPrevented).toBe(true);
    expect(kinds()).toBe('ddad');
    expect(document.selectedBlock).toBe(1);
    document.selectAt(-1);
    expect(key('Delete').defaultPrevented).toBe(false);
    expect(kinds()).toBe('ddad');
  });

  test('hands Space to the transport', () => {
    const heard = vi.fn();
    addEventListener('keydown', heard, { once: true });
    expect(key(' ').defaultPrevented).toBe(true);
    expect(heard).toHaveBeenCalledTimes(1);
  });
});

describe('dragging', () => {
  test('previews what it changes, and drops into the open gap as one edit', () => {
    editor.gapAt = () => 2;
    editor.lift({ type: 'dropout' }, null, 0, 0);
    expect(editor.previewChange).toMatchObject({ output: "h1'", columns: 6 });
    editor.drop();
    expect(document.plan.network[2]).toEqual({ type: 'dropout', p: 0.5 });
    expect(document.selectedBlock).toBe(2);
    document.undo();
    expect(document.plan).toBe(presets.moons);
    expect(document.undoLabel).toBeNull();
  });

  test('opens a gap only where the pointer rests, and stays by where a layer came from', () => {
    vi.useFakeTimers();
    let under = 1;
    editor.gapAt = () => under;
    editor.lift({ type: 'dropout' }, null, 0, 0);
    vi.advanceTimersByTime(100);
    under = 2;
    editor.drag(0, 20);
    vi.advanceTimersByTime(100);
    expect(editor.dragged).toMatchObject({ gap: 2, open: null });
    vi.advanceTimersByTime(100);
    expect(editor.dragged?.open).toBe(2);
    under = 3;
    editor.drag(0, 40);
    expect(editor.dragged).toMatchObject({ gap: 3, open: null });
    editor.cancel();
    vi.runAllTimers();
    editor.lift({ type: 'dense' }, 2, 0, 0);
    expect(editor.dragged?.gap).toBeNull(); // gap 3 is its own
    editor.cancel();
    vi.useRealTimers();
  });

  test('returns what is let go elsewhere, or with Escape', () => {
    editor.lift({ type: 'dense' }, 0, 0, 0);
    expect(editor.preview).toBeNull();
    editor.drop();
    expect(editor.announcement).toBe('Dense returned.');
    editor.gapAt = () => 5;
    editor.lift({ type: 'dense' }, 0, 0, 0);
    editor.cancel();
    editor.drop();
    expect(document.plan).toBe(presets.moons);
  });

  test('offers legal gaps and those it came from, where it stays', () => {
    const asked: (readonly number[])[] = [];
    editor.gapAt = (_x, _y, legal) => (asked.push(legal), null);
    editor.lift({ type: 'activation', fn: 'tanh' }, 1, 0, 0);
    expect(asked).toEqual([[3, 4, 5, 1, 2]]);
  });
});

test('noise is added, moved and removed like any block, and goes by its name', () => {
  editor.append({ type: 'noise' });
  expect(kinds()).toBe('dadand');
  expect(editor.announcement).toContain('Noise added as layer 5');
  expect(document.undoLabel).toBe('add Noise');
  key('ArrowUp', { altKey: true });
  expect(kinds()).toBe('dadnad');
  for (let i = 0; i < 3; i++) key('ArrowUp', { altKey: true });
  expect(kinds()).toBe('ndadad'); // on the data
  expect(document.graph.layers[0]?.output).toBe("x'");
  key('ArrowUp', { altKey: true });
  expect(editor.announcement).toBe('Noise cannot move further up.');
  key('Delete');
  expect(document.plan).toEqual(presets.moons);
});

test('appending goes on after the selected layer', () => {
  document.edit('empty', (plan) => ({ ...plan, network: [] }));
  for (const type of ['dense', 'dropout', 'dense'] as const) editor.append({ type });
  expect(kinds()).toBe('ddd');
  expect(architecture(document.plan.network, 2)).toBe('2-1-1');
  expect(editor.announcement).toContain('Dense added as layer 3');
});
