/** The IPC channels. The preload hands main one end of a MessagePort to the lab over the first. */
export const channels = {
  port: 'goldilocks:port',
  command: 'goldilocks:command',
  state: 'goldilocks:state',
  ready: 'goldilocks:ready',
  save: 'goldilocks:save',
  folder: 'goldilocks:folder',
  choose: 'goldilocks:choose',
  pdf: 'goldilocks:pdf',
} as const;
