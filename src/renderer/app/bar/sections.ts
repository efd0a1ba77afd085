import { m } from '../../../core/words/m.ts';
import type { IconName } from '../../marks/icons.ts';
import type { Zoom } from '../../view/network-view.svelte.ts';
import type { PaneId } from '../../theme/panes.svelte.ts';

/** A part of the left pane that the rail leads to. */
export interface Section {
  id: string;
  icon: IconName;
  title: () => string;
  /** What of the left pane it is. */
  selector: string;
}

const training: Section = {
  id: 'training',
  icon: 'epoch',
  title: m.app_rail_training,
  selector: '[data-testid=training]',
};

/** What the left pane has at each zoom. */
export const sections: Record<Zoom, readonly Section[]> = {
  layers: [
    { id: 'layers', icon: 'stack', title: m.app_rail_layers, selector: '.sec' },
    { id: 'block', icon: 'sliders', title: m.app_rail_block, selector: '[data-testid=inspector]' },
    training,
  ],
  units: [
    { id: 'data', icon: 'data', title: m.app_rail_data, selector: '.sec' },
    { id: 'weights', icon: 'dense', title: m.app_rail_weights, selector: '.sec:nth-of-type(2)' },
    training,
  ],
  graph: [{ id: 'order', icon: 'list', title: m.app_rail_order, selector: '.prog' }],
};

/** What the whole of it is called. */
export const leftTitle: Record<Zoom, () => string> = {
  layers: m.app_drawer_layers,
  units: m.app_drawer_units,
  graph: m.app_drawer_graph,
};

/** What the tabs of a small window are called: in the graph other panes stand to the left and right of it. */
export const tabTitle = (pane: PaneId, zoom: Zoom): string => {
  switch (pane) {
    case 'build':
      return zoom === 'graph' ? m.app_tab_order() : m.app_tab_build();
    case 'network':
      return m.app_tab_network();
    case 'plots':
      return zoom === 'graph' ? m.app_tab_node() : m.app_tab_plots();
  }
};
