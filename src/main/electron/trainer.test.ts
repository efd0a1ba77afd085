import { spawn } from 'node:child_process';
import { constants, getPriority } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FromTrainer } from '../../core/contract/trainer.ts';
import { StubChild } from './electron.stub.ts';
import { spawnNative, spawnTrainer, type Child } from './trainer.ts';

function spawned() {
  const child = new StubChild();
  const forks: unknown[] = [];
  const trainer = spawnTrainer(
    (...args) => {
      forks.push(args);
      return child as unknown as Child;
    },
    '/lab/out/main/trainer.js',
    '/lab/resources',
  );
  const messages: FromTrainer[] = [];
  const exits: string[] = [];
  trainer.onMessage((message) => messages.push(message));
  trainer.onExit((reason) => exits.push(reason));
  return { child, forks, trainer, messages, exits };
}

describe('the trainer’s process', () => {
  it('is a utility process under its own name, whose output nobody need read', () => {
    expect(spawned().forks).toEqual([
      [
        '/lab/out/main/trainer.js',
        ['--resources=/lab/resources'],
        { serviceName: 'Goldilocks trainer', stdio: 'inherit' },
      ],
    ]);
  });

  it('gets messages and sends them', () => {
    const { child, trainer, messages } = spawned();
    trainer.post({ type: 'control', run: 3, action: 'pause' });
    expect(child.posted).toEqual([{ type: 'control', run: 3, action: 'pause' }]);
    child.emit('message', { type: 'ready' });
    expect(messages).toEqual([{ type: 'ready' }]);
  });

  it.each([
    [0, 'exit code 0'],
    [1, 'exit code 1'],
    [-1, 'exit code -1'],
    [-1073741819, 'exit code 0xC0000005'],
    [0xc0000005, 'exit code 0xC0000005'],
  ])('tells of exit %i as %s', (code, reason) => {
    const { child, exits } = spawned();
    child.emit('exit', code);
    expect(exits).toEqual([reason]);
  });

  it('says what was fatal, once the process has ended', () => {
    const { child, exits } = spawned();
    child.emit('error', 'FatalError', 'Array buffer allocation failed', '{}');
    expect(exits).toEqual([]);
    child.emit('exit', 133);
    expect(exits).toEqual(['FatalError at Array buffer allocation failed']);
  });

  it('comes after everything else where it works in the background, as soon as it has a number', () => {
    const real = spawn(process.execPath, ['-e', 'setTimeout(() => undefined, 60000)']);
    const child = Object.assign(new StubChild(), { pid: real.pid });
    spawnTrainer(() => child as unknown as Child, 'trainer.js', 'resources', true);
    expect(getPriority(real.pid)).toBe(getPriority());
    child.emit('spawn');
    expect(getPriority(real.pid)).toBe(constants.priority.PRIORITY_LOW);
    real.kill();
  });

  it('can be killed', () => {
    const { child, trainer, exits } = spawned();
    trainer.kill();
    expect(child.killed).toBe(1);
    child.emit('exit', 15);
    expect(exits).toEqual(['exit code 15']);
  });
});

describe('what has to do with TensorFlow’s library', () => {
  it('runs in utility processes of its own, as the trainer does', () => {
    const child = new StubChild();
    const forks: unknown[] = [];
    const { probe, install } = spawnNative(
      (...args) => {
        forks.push(args);
        return child as unknown as Child;
      },
      join('lab', 'out', 'main'),
    );
    const said: unknown[] = [];
    probe(['--native=/data/native/engine']).onMessage((answer) => said.push(answer));
    install().post({ type: 'install', native: '/data/native' });
    expect(forks).toEqual([
      [
        join('lab', 'out', 'main', 'native-probe.js'),
        ['--native=/data/native/engine'],
        { serviceName: 'Goldilocks TensorFlow test', stdio: 'ignore' },
      ],
      [join('lab', 'out', 'main', 'native-install.js'), [], { serviceName: 'Goldilocks installer', stdio: 'inherit' }],
    ]);
    child.emit('message', { loaded: false, reason: 'no library' });
    expect(said).toEqual([{ loaded: false, reason: 'no library' }]);
    expect(child.posted).toEqual([{ type: 'install', native: '/data/native' }]);
  });
});
