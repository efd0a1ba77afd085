import { spawn } from 'node:child_process';

/** Opens the default browser where there is a display. Whether it works is for the person to see: the address is printed
 *  anyway. */
export function openBrowser(url: string): void {
  const command = openerOf(process.platform, process.env);
  if (!command) return;
  const [program, ...args] = command;
  const child = spawn(program, [...args, url], { detached: true, stdio: 'ignore', windowsHide: true });
  child.on('error', () => undefined);
  child.unref();
}

/** The platform's way to open an address; null without a display. */
export function openerOf(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): [string, ...string[]] | null {
  if (platform === 'win32') return ['cmd', '/c', 'start', '""'];
  if (platform === 'darwin') return ['open'];
  return hasDisplay(platform, env) ? ['xdg-open'] : null;
}

/** Whether a window could be shown at all. */
export const hasDisplay = (platform = process.platform, env = process.env): boolean =>
  platform !== 'linux' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);
