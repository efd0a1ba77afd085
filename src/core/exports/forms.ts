import { m } from '../words/m.ts';

/** A form in which something of a run leaves the lab, read by other programs. */
export interface Form {
  title: string;
  /** Of its file, without the dot. */
  extension: string;
  /** The trained network at a step, or all that was recorded. */
  holds: 'network' | 'recording';
  /** What exactly is in it. */
  about: () => string;
}

/** Every form. What writes each is in main/exports/writers.ts; docs/EXPORTS.md has names and shapes. */
export const forms = {
  onnx: { title: 'ONNX', extension: 'onnx', holds: 'network', about: m.exports_onnx },
  safetensors: { title: 'safetensors', extension: 'safetensors', holds: 'network', about: m.exports_safetensors },
  npz: { title: 'NumPy npz', extension: 'npz', holds: 'network', about: m.exports_npz },
  csv: { title: 'CSV', extension: 'csv', holds: 'recording', about: m.exports_csv },
  ndjson: { title: 'NDJSON', extension: 'ndjson', holds: 'recording', about: m.exports_ndjson },
  tensorboard: { title: 'TensorBoard', extension: 'tfevents', holds: 'recording', about: m.exports_tensorboard },
} satisfies Record<string, Form>;

export type FormId = keyof typeof forms;
export const formIds = Object.keys(forms) as [FormId, ...FormId[]];
export type NetworkFormId = { [F in FormId]: (typeof forms)[F]['holds'] extends 'network' ? F : never }[FormId];
export type RecordingFormId = Exclude<FormId, NetworkFormId>;

export const isNetworkForm = (id: FormId): id is NetworkFormId => forms[id].holds === 'network';

/** The form of a file by its extension, whatever its case; null where there is none. */
export const formOf = (file: string): FormId | null =>
  formIds.find((id) => file.toLowerCase().endsWith(`.${forms[id].extension}`)) ?? null;
