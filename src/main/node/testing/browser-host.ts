// A browser host for tests that count: a lab on a folder behind the real server, without files. Arguments: folder, trainer, resources.
// It says `at PORT TOKEN`, and ends with its parent.
import { inPieces } from '../../../core/contract/pieces.ts';
import { MOST_REQUEST } from '../../../core/contract/window.ts';
import { noNative } from '../../fake-trainer.ts';
import { Lab } from '../../lab.ts';
import { forkTrainer } from '../fork-trainer.ts';
import { startServer } from '../server.ts';

const [folder = '', trainer = '', resourcesDir = '', budget] = process.argv.slice(2);
const lab = new Lab({
  ...{ folder, resourcesDir, host: 'browser', spawnNative: noNative },
  ...(budget !== undefined && { runBudget: Number(budget) }),
  spawnTrainer() {
    return forkTrainer(trainer, resourcesDir);
  },
});
const server = await startServer({ files: new Map(), connect: (port) => lab.connect(inPieces(port, MOST_REQUEST)) });
console.log(`at ${server.port} ${server.token}`);
process.stdin.resume().once('end', () => {
  void lab.close().finally(() => process.exit(0));
});
