import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { presets } from '../core/plan/presets.ts';
import { totalSteps } from '../core/plan/shape.ts';
import { Engine } from './engine/engine.ts';
import { Module } from './engine/kernels.ts';
import { Predictor } from './predictor.ts';

const module = new Module(readFileSync(join(import.meta.dirname, '../../resources/kernels.wasm')));

test.each(['logistic', 'xor'] as const)('%s learns, whatever the seed', (id) => {
  for (let seed = 1; seed <= 10; seed++) {
    const engine = new Engine(module, { ...presets[id], seed }, null);
    for (const _ of engine.initialize()); // to its end
    engine.run(totalSteps(presets[id]));
    const predictor = new Predictor(engine);
    for (const _ of predictor.measure()); // to its end
    expect(predictor.accuracy, `seed ${seed}`).toBeGreaterThanOrEqual(0.95);
  }
});
