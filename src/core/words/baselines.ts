import { activations } from '../activations.ts';
import type { Refusal } from '../baselines.ts';
import { m } from './m.ts';
import { int } from './numbers.ts';

/** Why a baseline is not there, as a sentence with the remedy. */
export function refusalSentence(refusal: Refusal): string {
  switch (refusal.code) {
    case 'relu-only':
      return m.baselines_relu_only({ fn: activations[refusal.fn].title });
    case 'output-activation':
      return m.baselines_output_activation({ fn: activations[refusal.fn].title });
    case 'all-frozen':
      return m.baselines_all_frozen();
    case 'too-many-examples':
      return m.baselines_too_many_examples({ count: int(refusal.count), most: int(refusal.most) });
    case 'too-many-features':
      return m.baselines_too_many_features({
        examples: int(refusal.examples),
        features: int(refusal.features),
        most: int(refusal.most),
      });
    case 'too-long':
      return m.baselines_too_long();
  }
}
