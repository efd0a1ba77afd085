import { readFileSync } from 'node:fs';

/** Whether the other end of a connection on this machine may belong to the user who runs the lab (or to root, as what
 *  forwards ports into a virtual machine does). Linux says whose every socket is; elsewhere it cannot be told, and it may. */
export function mayBeOurs(here: number, there: number, tables = socketTables(), uid = process.getuid?.()): boolean {
  if (uid === undefined) return true;
  const owner = ownerOf(here, there, tables);
  return owner === undefined || owner === uid || owner === 0;
}

/** The user of the socket at port `there` that is connected to our port `here` [proc_net_tcp(5)]. */
function ownerOf(here: number, there: number, tables: string): number | undefined {
  for (const line of tables.split('\n')) {
    const [, local = '', remote = '', , , , , uid] = line.trim().split(/\s+/);
    if (local.endsWith(`:${hex(there)}`) && remote.endsWith(`:${hex(here)}`)) return Number(uid);
  }
  return undefined;
}

const hex = (port: number): string => port.toString(16).toUpperCase().padStart(4, '0');

function socketTables(): string {
  return ['tcp', 'tcp6']
    .map((name) => {
      try {
        return readFileSync(`/proc/net/${name}`, 'utf8');
      } catch {
        return ''; // another system
      }
    })
    .join('\n');
}
