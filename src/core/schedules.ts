import cos from '@stdlib/math-base-special-cos';

/** What a schedule may depend on besides the learning rate η and the step. */
export interface ScheduleConstants {
  /** Epochs between two drops. */
  every: number;
  /** What a drop multiplies η by. */
  factor: number;
  /** η at the end. */
  floor: number;
}
export type ScheduleConstantId = keyof ScheduleConstants;

/** How the learning rate changes over a run. Plain arithmetic and a portable cosine: the same bits on every computer. */
export interface Schedule {
  title: string;
  /** The constants it takes, with their defaults. */
  constants: Partial<ScheduleConstants>;
  /** η at a step of a run of `total` steps. */
  rate: (eta: number, constants: ScheduleConstants, step: number, perEpoch: number, total: number) => number;
  latex: string;
  source: string;
}

export const schedules = {
  constant: {
    title: 'constant',
    constants: {},
    rate: (eta) => eta,
    latex: String.raw`\eta_t = \eta`,
    source: 'lecture',
  },
  step: {
    title: 'step',
    constants: { every: 10, factor: 0.1 },
    rate(eta, { every, factor }, step, perEpoch) {
      let rate = eta;
      for (let drops = Math.floor(step / (every * perEpoch)); drops > 0 && rate > 0; drops--) rate *= factor;
      return rate;
    },
    latex: String.raw`\eta_t = \eta\,\gamma^{\lfloor \text{epoch}/k \rfloor}`,
    source: 'torch.optim.lr_scheduler.StepLR',
  },
  cosine: {
    title: 'cosine',
    constants: { floor: 0 },
    rate: (eta, { floor }, step, _perEpoch, total) => floor + ((eta - floor) * (1 + cos((Math.PI * step) / total))) / 2,
    latex: String.raw`\eta_t = \eta_{\min} + {\tfrac12(\eta-\eta_{\min})(1+\cos(\pi t/T))}`,
    source: 'Loshchilov & Hutter 2017; torch.optim.lr_scheduler.CosineAnnealingLR',
  },
} satisfies Record<string, Schedule>;

export type ScheduleId = keyof typeof schedules;
export const scheduleIds = Object.keys(schedules) as [ScheduleId, ...ScheduleId[]];
/** The registry with its entries at their full type, for code that iterates over it. */
export const scheduleOf = (id: ScheduleId): Schedule => schedules[id];

/** What the constants are called, as the window shows them. */
export const scheduleConstants: Record<ScheduleConstantId, { title: string; symbol: string }> = {
  every: { title: 'Every (epochs)', symbol: 'k' },
  factor: { title: 'Factor', symbol: String.raw`\gamma` },
  floor: { title: 'Final rate', symbol: String.raw`\eta_{\min}` },
};
export const scheduleConstantIds = Object.keys(scheduleConstants) as ScheduleConstantId[];
