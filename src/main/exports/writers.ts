import { csv } from '../../core/exports/csv.ts';
import type { NetworkFormId, RecordingFormId } from '../../core/exports/forms.ts';
import { ndjson } from '../../core/exports/ndjson.ts';
import type { NetworkWriter } from '../../core/exports/network.ts';
import { npz } from '../../core/exports/npz.ts';
import type { RecordingForm } from '../../core/exports/recording.ts';
import { safetensors } from '../../core/exports/safetensors.ts';
import { onnx } from './onnx.ts';
import { tensorboard } from './tensorboard.ts';

/** What writes each form. Those that go through protobufjs are in this room: it makes functions of text, which a window may not. */
export const networkWriters: Record<NetworkFormId, NetworkWriter> = { onnx, safetensors, npz };
export const recordingWriters: Record<RecordingFormId, RecordingForm> = { csv, ndjson, tensorboard };
