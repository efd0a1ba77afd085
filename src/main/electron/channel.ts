/** The one IPC channel: the preload hands main an end of a MessagePort over it, and nothing else. */
export const CHANNEL = 'goldilocks:port';
