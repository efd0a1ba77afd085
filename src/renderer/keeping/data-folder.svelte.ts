import type { DataFolderFacts, Keeping, KeepingAct } from '../../core/contract/keeping.ts';
import { LabError } from '../../core/errors.ts';
import { errorSentence } from '../../core/words/errors.ts';
import { m } from '../../core/words/m.ts';
import type { Lab } from '../run/lab.ts';

/** What the page of the data folder knows, asked of the lab, and what it has the lab do. */
export class DataFolder {
  /** null until the lab has answered. */
  facts = $state.raw<DataFolderFacts | null>(null);
  diagnosis = $state('');
  diagnosing = $state(false);
  /** Why something could not be begun, or that something was copied. */
  said = $state('');
  private readonly client: Lab;

  constructor(client: Lab) {
    this.client = client;
  }

  get keeping(): Keeping {
    return this.facts?.keeping ?? { doing: null, last: null };
  }

  /** Asks now, and after everything that is done. Returns how to stop. */
  follow(): () => void {
    const ask = (): void => void this.attempt(() => this.load());
    ask();
    const stopOpen = this.client.onOpen(ask);
    const stopEvents = this.client.onEvent((event) => {
      if (event.type !== 'keeping' || !this.facts) return;
      this.facts = { ...this.facts, keeping: event.keeping };
      if (event.keeping.doing === null) ask();
    });
    return () => {
      stopOpen();
      stopEvents();
    };
  }

  /** Begins something; how it goes on is in `keeping`. */
  async act(act: KeepingAct, of: { backup?: string; to?: string } = {}): Promise<void> {
    this.said = '';
    await this.attempt(() => this.client.call('keep', { act, ...of }));
  }

  async cancel(): Promise<void> {
    await this.attempt(() => this.client.call('cancelKeeping', {}));
  }

  /** How often backups are made by themselves, or how many are kept. */
  async set(key: 'backupEvery' | 'backupsKept', value: string | number): Promise<void> {
    await this.attempt(async () => {
      await this.client.call('setSetting', { key, value });
      await this.load();
    });
  }

  async diagnose(): Promise<void> {
    this.diagnosing = true;
    await this.attempt(async () => {
      this.diagnosis = (await this.client.call('diagnose', {})).value.text;
    });
    this.diagnosing = false;
  }

  async copy(text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      this.said = m.keeping_copied();
    } catch {
      this.said = m.keeping_not_copied(); // the browser does not allow it
    }
  }

  private async load(): Promise<void> {
    this.facts = (await this.client.call('dataFolder', {})).value;
  }

  private async attempt(action: () => Promise<unknown>): Promise<void> {
    try {
      await action();
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      this.said = errorSentence(error);
    }
  }
}
