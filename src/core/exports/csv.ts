import { scalarNames, type Frame, type ScalarName } from '../frame/frame.ts';
import { encoder } from '../text-bytes.ts';
import { lossUnit, rateOf, validationOf, type RecordingForm } from './recording.ts';

/** A row for each frame: its scalars, the validation set's where there is one, and the learning rate. The header has the unit of
 *  each column in brackets. What was not measured is empty. Source: RFC 4180 */
export const csv: RecordingForm = ({ plan, layout }) => {
  const nats = lossUnit(plan);
  const units: Record<ScalarName, string> = {
    step: 'updates',
    epoch: 'passes',
    loss: nats,
    penalty: nats,
    objective: nats,
    epochLoss: nats,
    accuracy: 'share',
    testLoss: nats,
    testAccuracy: 'share',
    testStep: 'updates',
  };
  const columns: [title: string, of: (frame: Frame) => number][] = scalarNames.map((name) => [
    `${name} (${units[name]})`,
    ({ scalars }) => scalars[name],
  ]);
  if (layout.frame.some(({ name }) => name === 'validation'))
    columns.push(
      [`validationLoss (${nats})`, (frame) => validationOf(frame).loss],
      ['validationAccuracy (share)', (frame) => validationOf(frame).accuracy],
      ['validationStep (updates)', (frame) => validationOf(frame).step],
    );
  columns.push(['learningRate (1)', rateOf]);
  const line = (cells: readonly string[]): Uint8Array => encoder.encode(`${cells.join(',')}\r\n`);
  return {
    head: line(columns.map(([title]) => title)),
    frame: (frame) => line(columns.map(([, of]) => cell(of(frame)))),
  };
};

/** All digits, so that reading gives the same number; infinity as most programs read it. */
const cell = (value: number): string =>
  Number.isNaN(value) ? '' : Number.isFinite(value) ? String(value) : value > 0 ? 'inf' : '-inf';
