import type { CarryReplies } from '../../core/contract/carry.ts';
import type { News } from '../news.ts';
import type { Answers } from '../window-link.ts';
import type { Carrier } from './carrier.ts';

/** The lab's answers about files to carry. */
export function carryAnswers(carrier: Carrier, news: News): Pick<Answers, keyof CarryReplies> {
  return {
    carryOut: async (args, { window }) => ({ value: await carrier.carryOut(window, args) }),
    carriedPart({ at }, { window }) {
      const bytes = carrier.part(window, at);
      return { value: { size: bytes.length }, payload: [bytes] };
    },
    carryIn(args, { window }) {
      carrier.carryIn(window, args);
      return { value: null };
    },
    carryPart({ at, size }, { window, payload }) {
      carrier.take(window, at, payload.subarray(0, size));
      return { value: null };
    },
    async takeIn({ several }, { window }) {
      const value = await carrier.takeIn(window, several);
      news.tell({ type: 'taken', taken: value });
      return { value };
    },
    endCarry(_args, { window }) {
      carrier.end(window);
      return { value: null };
    },
  };
}
