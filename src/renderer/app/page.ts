/** What the window shows. `lesson` is the workbench with the open lesson beside it, `sheet` a lesson
 *  to be printed, `report` a report of what was on screen, `drawing` the points that are put down by hand, `import` a file that
 *  becomes a data set, `keeping` the data folder. */
export type Page =
  'lessons' | 'lesson' | 'workbench' | 'runs' | 'sweep' | 'sheet' | 'report' | 'drawing' | 'import' | 'keeping';
