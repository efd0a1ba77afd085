import { Lazy } from '../marks/lazy.svelte.ts';

/** What is not on show when the window opens on the network as layers: each is loaded when it is first asked for. */
export const later = {
  Comparing: new Lazy(() => import('./comparing/Comparing.svelte')),
  NodeCard: new Lazy(() => import('../network/graph/NodeCard.svelte')),
  OrderPane: new Lazy(() => import('../network/graph/OrderPane.svelte')),
  UnitPlot: new Lazy(() => import('../network/units/UnitPlot.svelte')),
  UnitsPane: new Lazy(() => import('../network/units/UnitsPane.svelte')),
  CarryDialog: new Lazy(() => import('./carry/CarryDialog.svelte')),
  ClassPage: new Lazy(() => import('../lessons/ClassPage.svelte')),
  DataFolderPage: new Lazy(() => import('../keeping/DataFolderPage.svelte')),
  DrawingPage: new Lazy(() => import('../drawing/DrawingPage.svelte')),
  ImportPage: new Lazy(() => import('../importing/ImportPage.svelte')),
  PicturesPage: new Lazy(() => import('../importing/PicturesPage.svelte')),
  EditorPane: new Lazy(() => import('../lessons/editor/EditorPane.svelte')),
  LessonPane: new Lazy(() => import('../lessons/LessonPane.svelte')),
  ReportPage: new Lazy(() => import('./reporting/ReportPage.svelte')),
  SheetPage: new Lazy(() => import('../lessons/SheetPage.svelte')),
  LessonsPage: new Lazy(() => import('../lessons/LessonsPage.svelte')),
  RunsPage: new Lazy(() => import('../runs/RunsPage.svelte')),
  SweepPage: new Lazy(() => import('../sweeps/SweepPage.svelte')),
};
