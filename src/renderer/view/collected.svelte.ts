import { z } from 'zod';

/** A digit that was drawn in the window and given a label, as MNIST would have it: 28 × 28 bytes. */
export interface CollectedDigit {
  label: string;
  pixels: Uint8Array;
}

/** Digits that are kept, and letters of a label, at most: all of them are one setting. */
export const collectedLimits = { digits: 1000, label: 20 } as const;

const SETTING = 'collected';
const kept = z
  .array(z.strictObject({ label: z.string().min(1).max(collectedLimits.label), pixels: z.base64() }))
  .max(collectedLimits.digits);

/** Digits drawn in the window that are collected with labels, until they become a data set: kept by the lab over a reload. */
class Collected {
  digits = $state.raw<readonly CollectedDigit[]>([]);
  /** Keeps the setting; set by who can. */
  save: (key: string, value: z.core.util.JSONType) => void = () => undefined;
  /** Goes to where they become a data set; set by who can. */
  show: () => void = () => undefined;

  readonly full: boolean = $derived(this.digits.length >= collectedLimits.digits);

  restore(settings: Readonly<Record<string, unknown>>): void {
    const { data = [] } = kept.safeParse(settings[SETTING]);
    this.digits = data.map(({ label, pixels }) => ({
      label,
      pixels: Uint8Array.from(atob(pixels), (letter) => letter.charCodeAt(0)),
    }));
  }

  /** @param ink 28 × 28 from 0 to 1 */
  add(label: string, ink: Float32Array): void {
    const name = label.trim().slice(0, collectedLimits.label);
    if (name === '' || this.full) return;
    this.set([...this.digits, { label: name, pixels: Uint8Array.from(ink, (v) => Math.round(255 * v)) }]);
  }

  remove(digit: CollectedDigit): void {
    this.set(this.digits.filter((one) => one !== digit));
  }

  private set(digits: readonly CollectedDigit[]): void {
    this.digits = digits;
    const text = ({ label, pixels }: CollectedDigit): z.infer<typeof kept>[number] => ({
      label,
      pixels: btoa(String.fromCharCode(...pixels)),
    });
    this.save(SETTING, digits.map(text));
  }
}

export const collected = new Collected();
