import { m } from '../../../core/words/m.ts';
import type { Comparison } from '../../compare/comparison.svelte.ts';
import { reasonOf } from '../../lab/files.ts';
import { svgOf, type Picture } from '../../paint/svg.ts';
import { letGo, partOf, type Report, type SheetFigure } from '../../report/report.ts';
import type { MetricId } from '../../../core/sweep/results.ts';
import type { OpenSweep } from '../../sweeps/open.svelte.ts';
import type { Shown } from '../../plots/plot.ts';
import type { Page } from '../page.ts';
import type { NetworkView } from '../../view/network-view.svelte.ts';
import { comparisonReport, namesOf } from './comparison-report.ts';
import { networkFigure } from './figures.ts';
import { runReport } from './run-report.ts';
import { ofComparison, ofRun, type Wanted } from './wanted.ts';

/** What of the window a report is made from. */
export interface Reported {
  readonly view: NetworkView;
  readonly comparison: Comparison;
  page: Page;
}

/** A report that is on screen. */
export interface OpenReport {
  report: Report;
  from: Page;
  /** Figures that are drawn already, before the plots and after them. */
  first: readonly SheetFigure[];
  last: readonly SheetFigure[];
  /** Plots that are drawn at the size of paper. */
  wanted: readonly Wanted[];
  /** Whether the losses of all networks are a figure as well. */
  together: boolean;
}

/** Reports: what is on screen is gathered as it stands, the page of paper is shown, and left again. */
export class Reporting {
  open = $state.raw<OpenReport | null>(null);
  /** What was typed; of another report it begins anew. */
  title = $state('');
  notes = $state('');
  private readonly app: Reported;

  constructor(app: Reported) {
    this.app = app;
  }

  /** A report of the run in the workbench with the plots that are shown. */
  async ofRun(shown: readonly Shown[]): Promise<void> {
    const { view, comparison } = this.app;
    await this.begin(async () => {
      const { session } = view;
      const report = await runReport(session);
      if (!report) return null;
      const wanted = ofRun(shown, comparison.first.view, view);
      return { report, first: [], wanted, last: [await networkFigure(view)], together: false };
    });
  }

  /** A report of the runs beside each other with the rows that are shown. */
  async ofComparison(): Promise<void> {
    const { comparison } = this.app;
    await this.begin(async () => {
      const report = await comparisonReport(comparison);
      if (!report) return null;
      const wanted = ofComparison(comparison, namesOf(comparison));
      return { report, first: [], wanted, last: [], together: comparison.rows.includes('together') };
    });
  }

  /** A report of a sweep with its figure as it stands. */
  async ofSweep(open: OpenSweep, metric: MetricId, picture: Picture): Promise<void> {
    await this.begin(async () => {
      const { sweepReport } = await import('../../sweeps/report.ts');
      const svg = await svgOf(picture, 'paper', 2);
      const figure = { title: picture.title, parts: [partOf('', svg, picture)] };
      return { report: await sweepReport(open, metric), first: [figure], wanted: [], last: [], together: false };
    });
  }

  /** Back to where it was made; nothing of it is kept. */
  close(): void {
    const { open } = this;
    if (!open) return;
    if (this.app.page === 'report') this.app.page = open.from;
    letGo([...open.first, ...open.last]);
    this.open = null;
  }

  private async begin(make: () => Promise<Omit<OpenReport, 'from'> | null>): Promise<void> {
    const { session } = this.app.view;
    try {
      if (session.group.playing && this.app.page !== 'sweep') await session.group.playPause(); // a report is of one step
      const made = await make();
      if (!made) {
        session.line.say(m.report_none());
        return;
      }
      this.close();
      this.title = made.report.title;
      this.notes = '';
      this.open = { ...made, from: this.app.page };
      this.app.page = 'report';
    } catch (error) {
      session.line.say(m.report_not_drawn({ reason: reasonOf(error) }));
    }
  }
}
