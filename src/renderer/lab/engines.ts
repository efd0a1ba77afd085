import type { Installation } from '../../core/contract/native.ts';
import type { EngineState } from '../../core/engines.ts';
import type { LabClient } from './client.ts';

/** What the lab can be asked about engines. Every call may throw a LabError. */
export interface EngineLab {
  /** Which engines and backends load here, and why the others do not. */
  engines: () => Promise<EngineState[]>;
  /** Begins to install TensorFlow's library, calls that off, or removes it. */
  install: () => Promise<unknown>;
  cancel: () => Promise<unknown>;
  remove: () => Promise<unknown>;
  /** Says how it stands with TensorFlow's library, now and whenever that changes. Returns how to stop. */
  follow: (listener: (installation: Installation) => void) => () => void;
}

/** The same, asked through a window's connection. */
export const engineLab = (client: LabClient): EngineLab => ({
  engines: async () => (await client.call('engines', {})).value,
  install: () => client.call('installEngine', {}),
  cancel: () => client.call('cancelInstall', {}),
  remove: () => client.call('removeEngine', {}),
  follow(listener) {
    // a connection that is lost meanwhile is opened again, and then asked again
    const ask = (): void =>
      void client.call('installation', {}).then(
        ({ value }) => listener(value),
        () => undefined,
      );
    ask();
    const stopOpen = client.onOpen(ask);
    const stopEvents = client.onEvent((event) => {
      if (event.type === 'installation') listener(event.installation);
    });
    return () => {
      stopOpen();
      stopEvents();
    };
  },
});
