import { m } from '../words/m.ts';
import type { Refusal } from './answers.ts';
import { classLimits } from './answers.ts';
import type { Cell, ClassTable, Remark } from './class.ts';
import { shownNumber } from './shown.ts';

/** Why a file was left out, in a sentence. */
export function refusalText(file: string, refusal: Refusal): string {
  switch (refusal) {
    case 'none':
      return m.class_none({ file });
    case 'damaged':
      return m.class_damaged({ file });
    case 'newer':
      return m.class_newer({ file });
    case 'large':
      return m.class_large({ file, most: String(classLimits.bytes / 2 ** 20) });
  }
}

/** What there is to say of a file that was read. */
export const remarkText = ({ kind, file, name, title }: Remark): string =>
  kind === 'edition'
    ? m.class_edition({ file, title })
    : name === ''
      ? m.class_twice_file({ file, title })
      : m.class_twice({ file, name, title });

/** A cell in words: for a spreadsheet, a tooltip, a screen reader. */
export function cellText(cell: Cell): string {
  switch (cell.kind) {
    case 'waits':
      return '';
    case 'done':
      return m.class_cell_done();
    case 'right':
      return cell.tries === 1 ? m.class_cell_right() : m.class_cell_right_at({ n: String(cell.tries) });
    case 'wrong':
      return m.class_cell_wrong({ given: cell.given });
    case 'shown':
      return m.class_cell_shown();
    case 'predicted': {
      const { given, came, late } = cell;
      const what = came === null ? given : m.class_cell_came({ given, came });
      return late ? m.class_cell_late({ what }) : what;
    }
    case 'holds':
      return gotText(cell.got);
    case 'contradicted':
      return m.class_cell_contradicted({ got: gotText(cell.got) });
  }
}
export const gotText = (got: number | null): string => (got === null ? m.lessons_no_number() : shownNumber(got));

/** A cell in a sign or two: for a terminal, and the table on screen. */
export function cellSign(cell: Cell): string {
  switch (cell.kind) {
    case 'waits':
      return '·';
    case 'done':
    case 'holds':
      return '✓';
    case 'right':
      return cell.tries === 1 ? '✓' : `✓${cell.tries}`;
    case 'wrong':
    case 'contradicted':
      return '✕';
    case 'shown':
      return '○';
    case 'predicted':
      return cell.came === null ? '?' : cell.came === cell.given ? '✓' : '≠';
  }
}

/** A table as a spreadsheet has it: its head and a row for each pupil, with how many of all below. */
export function sheetRows({ columns, rows, counts, number, title }: ClassTable): string[][] {
  return [
    [`${number} ${title}`],
    [m.class_name(), m.class_file(), m.class_minutes(), ...columns.map(({ label, says }) => `${label} ${says}`)],
    ...rows.map(({ name, file, minutes, cells }) => [name, file, String(minutes), ...cells.map(cellText)]),
    [m.class_of_all(), '', '', ...counts.map((n) => m.class_count({ n: String(n), all: String(rows.length) }))],
  ];
}
