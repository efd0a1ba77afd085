// `npm test`: installs what is missing, then check, build, unit tests and e2e but for what takes long; stops at the first part that
// fails.
// `npm run test:faults`: processes killed and inputs bent, many times over, which takes minutes.
// `npm run test:all`: both, every spec on both hosts, what takes long among them, and the packed program; `-- --rest`: only what `npm test` has left out.
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBrowser } from './browser.mjs';
import { ensureBuilt } from './build.mjs';
import { check } from './check.mjs';
import { e2e } from './e2e.mjs';
import { tryNative } from './engine-native.mjs';
import { ensureInstalled, labEnv, labNode } from './install.mjs';
import { binOf, entry, root, run, seconds } from './run.mjs';
import { ensureRuntime } from './test-electron/index.mjs';
import { testPacked } from './test-packed.mjs';

/** @param {string} line */
const say = (line) => console.log(line);
const reports = join(root, 'test-results');

/** Tests passed and failed according to a runner's own report, whose place the runner's configuration names. @param {string} name */
function counted(name) {
  const file = join(reports, `${name}.json`);
  if (!existsSync(file)) return { passed: 0, failed: 0 };
  const report = JSON.parse(readFileSync(file, 'utf8'));
  return 'stats' in report // Playwright's form, else vitest's
    ? { passed: report.stats.expected + report.stats.flaky, failed: report.stats.unexpected }
    : { passed: report.numPassedTests, failed: report.numFailedTests };
}

/** @param {string} program @param {string[]} args */
async function runner(program, args) {
  const { code } = await run(labNode(), [program, ...args], { env: labEnv(), stdio: 'inherit' });
  return code === 0;
}

entry(async () => {
  const began = performance.now();
  const all = process.argv.includes('--all');
  const rest = process.argv.includes('--rest');
  const onlyFaults = process.argv.includes('--faults');
  rmSync(reports, { recursive: true, force: true }); // no count may stem from an earlier run
  await ensureInstalled(say);
  process.env['CHROMIUM_PATH'] = await ensureBrowser(say);
  await tryNative(say);
  void ensureRuntime(say).catch(() => undefined); // meanwhile; the e2e tests say why where it cannot be had

  const build = () => ensureBuilt(say).then(() => true);
  /** @param {string[]} projects @param {string[]} more */
  const vitest = (projects, ...more) =>
    runner(binOf('vitest'), ['run', ...projects.flatMap((name) => ['--project', name]), ...more]);
  /** @type {[string, () => Promise<boolean>]} */
  const faults = [
    'Faults',
    async () => {
      const bent = await vitest(['faults']);
      const report = join(reports, 'unit.json'); // both runs would write it
      if (existsSync(report)) renameSync(report, join(reports, 'faults.json'));
      return (await vitest(['faults-alone'], '--no-file-parallelism')) && bent;
    },
  ];
  const packed = async () => (await testPacked(say)) === 0;
  /** @type {[string, () => Promise<boolean>][]} */
  const parts = onlyFaults
    ? [['Build', build], faults]
    : rest
      ? [
          ['Build', build],
          faults,
          ['End to end, the rest', async () => (await e2e(say, [], { TEST_ALL: 'rest' })) === 0],
          ['Packed', packed],
        ]
      : [
          ['Check', check],
          ['Build', build], // some unit tests read the digits it packs
          ['Unit and component tests', () => vitest(['node', 'component'])],
          ['End to end', async () => (await e2e(say, [], all ? { TEST_ALL: '1' } : {})) === 0],
        ];
  if (all && !rest) parts.push(faults, ['Packed', packed]);
  let broken = '';
  for (const [name, part] of parts) {
    say(`\n━━ ${name}`);
    const partBegan = performance.now();
    const passed = await part().catch((/** @type {Error} */ error) => {
      console.error(error.message);
      return false;
    });
    say(`━━ ${name}: ${passed ? 'passed' : 'FAILED'} in ${seconds(partBegan)}`);
    if (!passed) {
      broken = name;
      break;
    }
  }
  const counts = ['unit', 'faults', 'e2e', 'packed'].map(counted);
  const passed = counts.reduce((sum, part) => sum + part.passed, 0);
  const failed = counts.reduce((sum, part) => sum + part.failed, 0);
  say(`\n${broken ? `${broken} failed` : 'Everything passed'} after ${seconds(began)}.`);
  // A part can fail without a failing test (a type error, a file that does not load): that counts as one.
  say(`${passed} passed, ${broken ? Math.max(1, failed) : failed} failed`);
  return broken ? 1 : 0;
});
