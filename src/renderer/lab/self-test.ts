import type { SelfTest } from '../../core/self-test.ts';
import type { LabClient } from './client.ts';

/** What the lab can be asked about its self-test. Calls may throw a LabError. */
export interface SelfTestLab {
  begin: () => Promise<unknown>;
  cancel: () => Promise<unknown>;
  /** Version and kind of the lab, for a report. */
  about: () => Promise<string>;
  /** Says how it stands, now and at every number. Returns how to stop. */
  follow: (listener: (selfTest: SelfTest) => void) => () => void;
}

/** The same, asked through a window's connection. */
export const selfTestLab = (client: LabClient): SelfTestLab => ({
  begin: () => client.call('selfTest', { action: 'begin' }),
  cancel: () => client.call('selfTest', { action: 'cancel' }),
  async about() {
    const { version, host } = (await client.call('hello', {})).value;
    return `${version}, ${host}`;
  },
  follow(listener) {
    const ask = (): void =>
      void client.call('selfTest', { action: 'ask' }).then(
        ({ value }) => listener(value),
        () => undefined,
      );
    ask();
    const stopOpen = client.onOpen(ask);
    const stopEvents = client.onEvent((event) => {
      if (event.type === 'selfTest') listener(event.selfTest);
    });
    return () => {
      stopOpen();
      stopEvents();
    };
  },
});
