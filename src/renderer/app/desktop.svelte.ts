import { runActions, type Command, type Desktop, type DesktopState } from '../../core/contract/desktop.ts';
import type { App } from './app.svelte.ts';
import { actionsOf, can } from './transport/actions.ts';
import { typing } from './bar/typing.ts';
import { language } from '../theme/language.svelte.ts';
import { desktop } from '../lab/port.ts';
import { theme } from '../theme/theme.svelte.ts';

/** Does what the menus of the desktop program ask, and tells it what they are to show. Called once, in the window's component. */
export function followDesktop(app: App, program: Desktop): void {
  program.onCommand((command) => obey(app, command));
  $effect(() => {
    if (app.ready) program.tell(stateOf(app));
  });
}

const pageOf = ({ page }: App): DesktopState['page'] =>
  page === 'lesson' || page === 'lessons' || page === 'sheet'
    ? 'lessons'
    : page === 'workbench' || page === 'report' || page === 'drawing' || page === 'import'
      ? 'workbench'
      : 'runs';
const inWorkbench = ({ page }: App): boolean => page === 'workbench' || page === 'lesson';

function stateOf(app: App): DesktopState {
  const others = app.experiments.filter(({ id }) => id !== app.document.experiment);
  return {
    language: language.now,
    page: pageOf(app),
    sheet: app.page === 'sheet' || app.page === 'report',
    zoom: app.view.zoom,
    theme: theme.choice,
    projector: theme.projector,
    playing: app.session.playing,
    can: inWorkbench(app) ? runActions.filter((action) => can(app.view, action)) : [],
    recent: others
      .slice(-10)
      .reverse()
      .map(({ id, name }) => ({ id, name: name.slice(0, 200) })),
  };
}

function obey(app: App, command: Command): void {
  if ('paper' in command) void paper(app, command.paper);
  else if ('say' in command) app.session.line.notice(command.say);
  else if ('taken' in command) app.carrying.tell(command.taken);
  else if ('lesson' in command) void app.teaching.openNamed(command.lesson);
  else if ('file' in command) void app.importPlan(new File([command.file.text], command.file.name));
  else if ('experiment' in command) {
    const found = app.experiments.find(({ id }) => id === command.experiment);
    if (found) void app.attempt(() => app.open(found));
  } else act(app, command.do);
}

/** Light, and without a message; told when all that goes by sizes and colours is drawn again. */
async function paper(app: App, on: boolean): Promise<void> {
  if (on) app.session.line.clear();
  theme.print(on);
  // sizes are told after a frame, what goes by them is drawn in the next one, and what goes by that in another
  for (let frame = 0; frame < 6; frame++) await new Promise((resolve) => requestAnimationFrame(resolve));
  desktop?.ready();
}

function act(app: App, action: Extract<Command, { do: unknown }>['do']): void {
  switch (action) {
    case 'new':
      void app.createNew();
      return;
    case 'saveCopy':
      void app.saveCopy();
      return;
    case 'undo':
    case 'redo':
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- a text field undoes its own, and knows no other call
      if (typing(document.activeElement)) document.execCommand(action);
      else app.travel(action);
      return;
    case 'lessons':
    case 'workbench':
    case 'runs':
    case 'keeping':
      app.goTo(action);
      return;
    case 'layers':
    case 'units':
    case 'graph':
      if (!inWorkbench(app)) app.page = 'workbench';
      app.view.show(action);
      return;
    case 'light':
    case 'dark':
    case 'system':
      theme.choose(action);
      return;
    case 'projector':
      theme.toggleProjector();
      return;
    case 'help':
      app.onhelp();
      return;
    default:
      if (can(app.view, action)) actionsOf(app.view)[action]();
  }
}
