/** What the window shows. `lesson` is the workbench with the open lesson beside it. */
export type Page = 'lessons' | 'lesson' | 'workbench' | 'runs' | 'sweep';
