import { z } from 'zod';
import { planFieldIds, type PlanFieldId } from '../../core/compare/plan-fields.ts';
import { everyRun, groupings, resultIds, type RunQuery } from '../../core/contract/runs.ts';
import { columnIds, usualColumns, type ColumnId } from './columns.ts';

/** What is kept of the page. What cannot be read is as it is at first. */
const kept = z.object({
  columns: z.array(z.enum(columnIds)).catch([...usualColumns]),
  sort: z.object({ by: z.enum([...resultIds, ...planFieldIds]), down: z.boolean() }).catch(everyRun.sort),
  tree: z.boolean().catch(true),
  group: z.enum(groupings).catch('sweep'),
  panel: z.boolean().catch(false),
});
type Kept = z.infer<typeof kept>;

/** How the list of runs is looked at: kept in the settings but for what is searched. One for the window: `runsView`. */
class RunsView {
  columns = $state.raw<readonly ColumnId[]>(usualColumns);
  query = $state.raw<RunQuery>({ ...everyRun, group: 'sweep' });
  /** Whether what is known of the selected run is on show. */
  panel = $state(false);
  /** Where it is kept; set once the lab is there. */
  save: (view: Kept) => void = () => undefined;

  /** Takes over what the lab had kept. */
  restore(settings: Record<string, unknown>): void {
    const { columns, sort, tree, group, panel } = kept.parse(settings['runs'] ?? {});
    this.columns = columns;
    this.query = { ...this.query, sort, tree, group };
    this.panel = panel;
  }

  ask(change: Partial<RunQuery>): void {
    this.query = { ...this.query, ...change };
    if ('sort' in change || 'tree' in change || 'group' in change) this.keep();
  }

  /** Shows a column, or no longer. */
  toggle(id: ColumnId): void {
    const has = this.columns.includes(id);
    this.columns = columnIds.filter((one) => (one === id ? !has : this.columns.includes(one)));
    this.keep();
  }

  usual(): void {
    this.columns = usualColumns;
    this.keep();
  }

  show(panel: boolean): void {
    this.panel = panel;
    this.keep();
  }

  /** The fields of a plan that rows have to bring. */
  get fields(): PlanFieldId[] {
    return planFieldIds.filter((id) => this.columns.includes(id));
  }

  private keep(): void {
    const { columns, panel, query } = this;
    this.save({ columns: [...columns], sort: query.sort, tree: query.tree, group: query.group, panel });
  }
}

export const runsView = new RunsView();
