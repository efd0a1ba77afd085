import type { Picture } from '../paint/svg.ts';
import type { Session } from '../run/session.svelte.ts';
import type { PlotId } from '../../core/plots.ts';
import { pictureOf } from '../frames/picture.ts';
import type { Slot } from '../frames/slot.ts';

/** The plots that are on screen, and the run that each is of. */
const shown = new Map<Slot, Session>();

/** Counts a plot among them, until the function it returns is called. */
export function show(slot: Slot, session: Session): () => void {
  shown.set(slot, session);
  return () => shown.delete(slot);
}

/** A plot as it stands on screen. */
export interface ShownPicture {
  id: PlotId;
  title: string;
  /** What its head says of it beside the title; empty where that is nothing. */
  about: string;
  session: Session;
  picture: Picture;
}

/** Pictures of all plots on screen, in the order they came, without their titles. */
export const picturesOnShow = (): ShownPicture[] =>
  [...shown].flatMap(([{ id, plot, drawings }, session]) => {
    const content = drawings[0]?.element.closest<HTMLElement>('figure.plot')?.querySelector<HTMLElement>('.c');
    if (!content || content.clientWidth === 0) return [];
    const about = content.closest('figure')?.querySelector<HTMLElement>('figcaption .k')?.title ?? '';
    const { paint, ...picture } = pictureOf(content, drawings, '', '');
    return [{ id, title: plot.title(), about, session, picture: { ...picture, title: plot.title(), paint } }];
  });
