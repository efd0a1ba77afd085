import type { Database } from 'better-sqlite3';

/** Writes a row of a table of ours; the names are never those of a foreign file. @returns its row id */
export function insertRow(db: Database, table: string, row: object): number {
  const columns = Object.keys(row);
  const sql = `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((c) => `@${c}`).join(', ')})`;
  return Number(db.prepare(sql).run(row).lastInsertRowid);
}

/** Tables that are empty in a file: they follow from the others, or are of one computer. */
export const emptyTables = ['labs', 'presets', 'run_list', 'run_fields', 'run_texts'] as const;

/** Whether a setting is what a person has done of a lesson. */
export const isLesson = (key: string): boolean => /^lesson [^\p{C}]{1,120}$/u.test(key);
