// The rooms of docs/ARCHITECTURE.md as rules. `npm run check:rooms` applies them; types count as imports.
const test = '\\.(test|slow|faults)\\.ts$';
const room = (/** @type {string} */ name) => `^src/${name}/`;

/**
 * Only these places may import that package. @param {string} name @param {string} places @param {string} comment
 * @returns {import('dependency-cruiser').IForbiddenRuleType}
 */
const only = (name, places, comment) => ({
  name: `${name}-only-there`,
  comment,
  severity: 'error',
  from: { path: '^src/', pathNot: [places, test] },
  to: { path: `(^|/)node_modules/(@types/)?${name}(/|$)` },
});

/** The window's floors: each imports only from itself and from those before it. */
const floors = [
  ['theme'], // what is set for the whole window: colours, sizes, language
  ['lab', 'document'],
  ['run'],
  ['paint'],
  ['marks', 'frames', 'typed', 'report'],
  ['view'],
  ['network', 'plots', 'runs', 'compare', 'sweeps', 'lessons', 'drawing', 'importing', 'keeping'], // panes
  ['app'],
];
const folder = (/** @type {readonly string[]} */ names) => `^src/renderer/(${names.join('|')})/`;

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const floorRules = floors.slice(0, -1).map((floor, i) => ({
  name: `floor-${floor.join('-')}`,
  comment: 'A floor of the window knows only those below it; see docs/ARCHITECTURE.md.',
  severity: 'error',
  from: { path: folder(floor), pathNot: test },
  to: { path: folder(floors.slice(i + 1).flat()) },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'core-imports-nothing-of-ours',
      comment: 'core says what a network, an experiment and a run are; it knows no other room.',
      severity: 'error',
      from: { path: room('core') },
      to: { path: '^(src|scripts|e2e)/', pathNot: room('core') },
    },
    {
      name: 'core-packages',
      comment:
        'core uses zod, jsonc-parser, jsep, pure-rand, @stdlib, ml-matrix and fflate only: each must be pure and run anywhere.',
      severity: 'error',
      from: { path: room('core'), pathNot: test },
      to: {
        path: '(^|/)node_modules/',
        pathNot: '(^|/)node_modules/(zod|jsonc-parser|jsep|pure-rand|@stdlib|ml-matrix|fflate)/',
      },
    },
    {
      name: 'rooms-import-only-core',
      comment: 'trainer, main and renderer talk through frames and the contract in core, never by import.',
      severity: 'error',
      from: { path: '^src/(trainer|main|renderer)/' },
      to: { path: '^(src|scripts|e2e)/', pathNot: ['^src/$1/', room('core')] },
    },
    ...floorRules,
    {
      name: 'panes-never-each-other',
      comment: 'What one pane shows of another is handed to it by the app, as a snippet.',
      severity: 'error',
      from: { path: folder(floors.at(-2) ?? []), pathNot: test },
      to: { path: folder(floors.at(-2) ?? []), pathNot: '^src/renderer/$1/' },
    },
    {
      name: 'renderer-folders-have-a-floor',
      comment: 'A new folder of the window is given its place in the list of floors.',
      severity: 'error',
      from: { path: '^src/renderer/[^/]+/', pathNot: folder(floors.flat()) },
      to: {},
    },
    {
      name: 'hosts-apart',
      comment: 'The lab does not know its hosts, and the two hosts do not know each other.',
      severity: 'error',
      from: { path: room('main'), pathNot: '^src/main/(electron|node)/' },
      to: { path: '^src/main/(electron|node)/' },
    },
    {
      name: 'hosts-never-each-other',
      severity: 'error',
      from: { path: '^src/main/(electron|node)/' },
      to: { path: '^src/main/(electron|node)/', pathNot: '^src/main/$1/' },
    },
    {
      name: 'no-node-in-core-or-renderer',
      comment: 'core runs in every room and the renderer in a sandboxed window: neither has Node.',
      severity: 'error',
      from: { path: '^src/(core|renderer)/', pathNot: test },
      to: { dependencyTypes: ['core'] },
    },
    only('electron', '^src/main/electron/', 'The lab runs without Electron.'),
    only('better-sqlite3', '^src/main/', 'The store is the only one who knows the database.'),
    only('@tensorflow', '^src/trainer/(tensorflow|native)/', 'Only the second engine knows TensorFlow.js.'),
    only('ws', '^src/main/node/', 'Only the browser host speaks WebSocket.'),
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      comment: 'A module nobody imports and that imports nothing is dead, or its use was forgotten.',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: [
          '\\.d\\.ts$',
          '^src/(trainer/(index|native/probe)|main/native/process|main/electron/(main|preload)|main/node/(serve|cli)|renderer/main)\\.ts$',
        ],
      },
      to: {},
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^src/core/words/compiled/(registry|server)\\.js$' }, // the compiler's own, unused or pure
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'svelte', 'types', 'node', 'default'],
    },
  },
};
