import type { Settings } from '../../core/lessons/schema.ts';
import { placeAt, placeTitle, valueText } from '../../core/sweep/places.ts';
import type { Plan } from '../../core/plan/schema.ts';

/** `Depth 12, Batch size 64`. */
export const settingsText = (plan: Plan, settings: Settings): string =>
  Object.entries(settings)
    .map(([at, value]) => {
      const place = placeAt(plan, at);
      return place ? `${placeTitle(place)} ${valueText(place.field, value)}` : `${at} ${value}`;
    })
    .join(', ');
