import type { Database } from 'better-sqlite3';
import { LabError } from '../../core/errors.ts';

/** 'GLAB' in ASCII: tells our file from any other SQLite database. */
export const APPLICATION_ID = 0x474c4142;

/** Numbered by position: entry 0 makes version 1. Never edit one that was released, add another. */
export const migrations: readonly string[] = [
  `
  CREATE TABLE settings (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL -- JSON
  ) STRICT;

  CREATE TABLE experiments (
    id         INTEGER PRIMARY KEY AUTOINCREMENT, -- never reused, so that a run never names another experiment
    plan       TEXT NOT NULL, -- JSON
    updated_at INTEGER NOT NULL
  ) STRICT;

  -- Labs that have this folder open; presence.ts tells whether one is still alive.
  CREATE TABLE labs (
    id TEXT PRIMARY KEY
  ) STRICT;

  CREATE TABLE runs (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    experiment   INTEGER NOT NULL, -- kept when the experiment is deleted
    lab          TEXT NOT NULL,    -- who trains it
    name         TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    steps        INTEGER NOT NULL,
    architecture TEXT NOT NULL,
    activation   TEXT NOT NULL,
    data         TEXT NOT NULL,
    init         TEXT NOT NULL,
    frames       INTEGER NOT NULL DEFAULT 0,
    bytes        INTEGER NOT NULL DEFAULT 0,
    progress     TEXT NOT NULL, -- JSON
    layout       TEXT NOT NULL, -- JSON
    cadence      TEXT NOT NULL, -- JSON
    plan         TEXT NOT NULL  -- JSON, frozen
  ) STRICT;

  CREATE TABLE frames (
    run     INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    step    INTEGER NOT NULL,
    kind    TEXT NOT NULL,
    crc32   INTEGER NOT NULL,
    bytes   BLOB NOT NULL, -- last, so that the columns before it are read without it
    PRIMARY KEY (run, ordinal)
  ) STRICT;
  `,
  // JSON: where a branch begins; NULL for all others
  'ALTER TABLE runs ADD COLUMN parent TEXT',
  `
  -- The states of an experiment under undo and redo, in order; the present one is that at edit_position.
  ALTER TABLE experiments ADD COLUMN edit_position INTEGER NOT NULL DEFAULT 0;
  CREATE TABLE edits (
    experiment INTEGER NOT NULL REFERENCES experiments ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    key        TEXT NOT NULL, -- tells this state from any other at the same position
    label      TEXT NOT NULL, -- of the edit that led here
    delta      TEXT NOT NULL, -- JSON: what differs from the state before; the first is whole
    PRIMARY KEY (experiment, position)
  ) STRICT;

  CREATE TABLE presets (
    id   INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    plan TEXT NOT NULL -- JSON
  ) STRICT;
  `,
  // names what was saved last, so that a window that does not know it overwrites nothing; NULL before the first time
  'ALTER TABLE experiments ADD COLUMN revision TEXT',
  // JSON: the settings in which a run differs from the one before it; NULL for runs from before this
  'ALTER TABLE runs ADD COLUMN differs TEXT',
  `
  -- Frames removed again since the run outgrew its budget; up to which ordinal frames are packed where that pays.
  ALTER TABLE runs ADD COLUMN thinned INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE runs ADD COLUMN packed  INTEGER NOT NULL DEFAULT -1;
  -- The first frame that says the lowest loss of the test set, and that loss; NULL before it is measured.
  ALTER TABLE runs ADD COLUMN best_frame INTEGER;
  ALTER TABLE runs ADD COLUMN best_loss  REAL;
  -- Frames that the person asked for, by a pause or a step: never thinned.
  CREATE TABLE asked_frames (
    run     INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    PRIMARY KEY (run, ordinal)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  ALTER TABLE runs ADD COLUMN wrote TEXT; -- JSON: the versions of what wrote it; NULL for runs from before this
  ALTER TABLE runs ADD COLUMN verified TEXT; -- JSON: what verifying it found last
  `,
  `
  CREATE TABLE sweeps (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    experiment INTEGER NOT NULL, -- kept when the experiment is deleted
    lab        TEXT,             -- who runs it; NULL for nobody
    name       TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    status     TEXT NOT NULL,    -- as the person wants it: one that is running goes on when the lab is opened again
    processes  INTEGER NOT NULL,
    total      INTEGER NOT NULL,
    document   TEXT NOT NULL     -- JSON
  ) STRICT;

  -- Of a run that is a point of a sweep: which; how it ended, NULL while it can go on; and JSON of what it came to.
  ALTER TABLE runs ADD COLUMN sweep INTEGER REFERENCES sweeps ON DELETE CASCADE;
  ALTER TABLE runs ADD COLUMN point INTEGER;
  ALTER TABLE runs ADD COLUMN outcome TEXT;
  ALTER TABLE runs ADD COLUMN metrics TEXT;
  CREATE UNIQUE INDEX runs_by_point ON runs (sweep, point) WHERE sweep IS NOT NULL;
  `,
  `
  -- What the list of runs asks for, in rows so small that all of them are read in a few milliseconds. All but deleted_at
  -- follows from the runs (run-list.ts).
  CREATE TABLE run_list (
    run        INTEGER PRIMARY KEY REFERENCES runs ON DELETE CASCADE,
    version    INTEGER NOT NULL, -- of what it is derived by
    experiment INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    deleted_at INTEGER,          -- until then it can be undone; not NULL is gone for all but that
    standing   TEXT NOT NULL,    -- the status; live for running and paused
    data       TEXT NOT NULL,
    init       TEXT NOT NULL,
    step       INTEGER NOT NULL,
    train      REAL,
    test       REAL,
    accuracy   REAL,
    seconds    REAL NOT NULL,
    bytes      INTEGER NOT NULL,
    sweep      INTEGER,          -- it is a point of
    root       INTEGER NOT NULL, -- the first of the runs it branched from; of one that is no branch, itself
    tree_at    INTEGER NOT NULL, -- when the newest of that root's runs began
    name_key   TEXT NOT NULL,    -- sorts as people count
    path       TEXT NOT NULL     -- ids from the root to the run: sorts as a tree
  ) STRICT;
  -- Runs move on in several ways; whichever it is, the list follows.
  CREATE TRIGGER run_list_follows AFTER UPDATE OF progress, bytes ON runs BEGIN
    UPDATE run_list SET
      bytes    = NEW.bytes,
      standing = CASE WHEN NEW.progress ->> '$.status' IN ('running', 'paused') THEN 'live'
                      ELSE NEW.progress ->> '$.status' END,
      step     = NEW.progress ->> '$.step',
      train    = NEW.progress ->> '$.loss',
      test     = NEW.progress ->> '$.testLoss',
      accuracy = COALESCE(NEW.progress ->> '$.testAccuracy', NEW.progress ->> '$.trained.accuracy'),
      seconds  = NEW.progress ->> '$.seconds'
    WHERE run = NEW.id;
  END;
  CREATE INDEX run_list_experiment ON run_list (experiment);
  CREATE INDEX run_list_sweep ON run_list (sweep) WHERE sweep IS NOT NULL;
  CREATE INDEX run_list_root ON run_list (root);
  CREATE INDEX run_list_live ON run_list (root) WHERE standing = 'live';
  CREATE INDEX run_list_deleted ON run_list (deleted_at) WHERE deleted_at IS NOT NULL;
  CREATE INDEX runs_experiment ON runs (experiment, name);
  CREATE INDEX runs_newest ON runs (experiment, id);

  -- The settings of plans; key is the value as it sorts.
  CREATE TABLE run_fields (
    run   INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
    field TEXT NOT NULL,
    value ANY NOT NULL,
    key   ANY NOT NULL,
    PRIMARY KEY (run, field)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX run_fields_key ON run_fields (field, key);

  -- What a search looks through, case and accents folded.
  CREATE TABLE run_texts (
    run  INTEGER PRIMARY KEY REFERENCES runs ON DELETE CASCADE,
    plan TEXT NOT NULL,
    own  TEXT NOT NULL -- name, tags and note
  ) STRICT;

  CREATE TABLE run_tags (
    run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
    tag TEXT NOT NULL,
    PRIMARY KEY (run, tag)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX run_tags_tag ON run_tags (tag);

  CREATE TABLE run_notes (
    run  INTEGER PRIMARY KEY REFERENCES runs ON DELETE CASCADE,
    note TEXT NOT NULL -- Markdown
  ) STRICT;
  `,
  `
  -- The person's own data, each once, however many plans name it.
  CREATE TABLE data_sets (
    sha256     TEXT PRIMARY KEY, -- of bytes, in hexadecimal
    name       TEXT NOT NULL,    -- of the file it came from
    created_at INTEGER NOT NULL,
    bytes      BLOB NOT NULL     -- a safetensors file; docs/DATA.md
  ) STRICT;
  `,
  // counted in the transaction itself: a batch changes one row of runs, so what a commit costs is one small page more
  `
  -- Which database this is, and how many changes were stored in it (acknowledged.ts, decision 0044).
  CREATE TABLE acknowledged (
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    lineage TEXT NOT NULL,
    count   INTEGER NOT NULL
  ) STRICT;
  INSERT INTO acknowledged VALUES (1, 'lineage:' || lower(hex(randomblob(16))), 0);
  ${['settings', 'experiments', 'presets', 'labs', 'runs', 'run_tags', 'run_notes', 'data_sets', 'sweeps']
    .flatMap((table) =>
      ['INSERT', 'UPDATE', 'DELETE'].map(
        (change) => `CREATE TRIGGER ${table}_counts_${change.toLowerCase()} AFTER ${change} ON ${table} BEGIN
    UPDATE acknowledged SET count = count + 1 WHERE id = 1;
  END;`,
      ),
    )
    .join('\n  ')}
  CREATE TRIGGER run_list_counts_deletion AFTER UPDATE OF deleted_at ON run_list BEGIN
    UPDATE acknowledged SET count = count + 1 WHERE id = 1;
  END;
  `,
];

const numberOf = (db: Database, pragma: string): number => Number(db.pragma(pragma, { simple: true }));

/** Refuses a database that is not ours or is too new, before anything in it is changed.
 *  @param known the newest version that this program knows @throws LabError store-foreign, store-newer */
export function checkOwnership(db: Database, file: string, known = migrations.length): void {
  const version = numberOf(db, 'user_version');
  const application = numberOf(db, 'application_id');
  const empty = db.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;
  if (application !== APPLICATION_ID && !(application === 0 && version === 0 && empty))
    throw new LabError('store-foreign', { file });
  if (version > known) throw new LabError('store-newer', { version });
}

/** Brings the tables to the newest version, each migration in a transaction of its own. */
export function migrate(db: Database, steps: readonly string[] = migrations): void {
  steps.forEach((sql, index) => {
    // the version is read inside: another process may just have done the same
    db.transaction(() => {
      if (numberOf(db, 'user_version') > index) return;
      db.exec(sql);
      db.pragma(`application_id = ${APPLICATION_ID}`);
      db.pragma(`user_version = ${index + 1}`);
    }).immediate();
  });
}
