// What other pages and other origins get of the lab: nothing. And what the lab asks of others: nothing.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, status, test, type Lab } from './lab.ts';

/** What a page elsewhere tries, and what came of each. */
async function attack(address: string): Promise<Record<string, string>> {
  const { host, origin } = new URL(address);
  const outcome = (promise: Promise<unknown>): Promise<string> =>
    promise.then(
      (value) => `got in: ${String(value)}`,
      () => 'refused',
    );
  const loaded = (tag: 'img' | 'script' | 'link', more: object): Promise<string> =>
    outcome(
      new Promise((resolve, reject) => {
        const element = Object.assign(document.createElement(tag), more);
        element.addEventListener('load', () => resolve(tag));
        element.addEventListener('error', reject);
        document.body.append(element);
      }),
    );
  const opened = (protocols?: string): Promise<string> =>
    outcome(
      new Promise((resolve, reject) => {
        const socket = new WebSocket(`ws://${host}/`, protocols);
        socket.addEventListener('open', resolve);
        socket.addEventListener('error', reject);
      }),
    );
  const frame = document.createElement('iframe');
  const framed = new Promise<string>((resolve) =>
    frame.addEventListener('load', () => {
      let inside = 'refused'; // a page of Chromium's own stands there, of an origin of its own
      try {
        inside = frame.contentDocument ? `got in: ${frame.contentDocument.title}` : inside;
      } catch {
        // no access
      }
      resolve(inside);
    }),
  );
  frame.src = origin;
  document.body.append(frame);
  const popup = window.open(address);
  popup?.postMessage({ id: 1, call: 'deleteExperiment', args: { experiment: 1 } }, '*');
  return {
    framed: await framed,
    fetched: await outcome(fetch(origin).then((answer) => answer.text())),
    fetchedOpaque: await outcome(fetch(origin, { mode: 'no-cors' })),
    posted: await outcome(fetch(origin, { method: 'POST', mode: 'no-cors', body: '{}' })),
    socket: await opened(),
    socketWithProtocol: await opened('goldilocks'),
    image: await loaded('img', { src: `${origin}/` }),
    script: await loaded('script', { src: `${origin}/index.html` }),
    style: await loaded('link', { rel: 'stylesheet', href: `${origin}/` }),
  };
}

test('a page of another origin gets nothing, and the lab goes on', async ({ lab, browser }) => {
  test.skip(lab.app !== undefined, 'Electron’s window has no address');
  const elsewhere = createServer((_request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html' }).end('<title>elsewhere</title><body></body>');
  });
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(`http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`);
    const address = lab.window.url().split('#')[0] ?? '';
    const refused = 'refused';
    expect(await page.evaluate(attack, address)).toEqual({
      framed: refused,
      fetched: refused,
      fetchedOpaque: refused,
      posted: refused,
      socket: refused,
      socketWithProtocol: refused,
      image: refused,
      script: refused,
      style: refused,
    });
    expect(page.frames().every((one) => one === page.mainFrame() || !one.url().startsWith(address))).toBe(true);
  } finally {
    await context.close();
    elsewhere.close();
  }
  await goesOn(lab);
});

async function goesOn(lab: Lab): Promise<void> {
  const { window } = lab;
  await window.getByTestId('step').click();
  await expect(window.getByTestId('transport')).toHaveAttribute('data-step', '1');
  expect(JSON.parse(await lab.command('runs', '--json'))).toHaveLength(1);
}

test('no request leaves the lab’s own origin, room by room', async ({ lab }) => {
  const { window } = lab;
  const asked: string[] = [];
  window.on('request', (request) => void asked.push(request.url()));
  window.on('websocket', (socket) => void asked.push(socket.url()));
  await window.reload();
  await expect(window.getByTestId('chain')).toBeVisible();
  await window.getByTestId('speed').selectOption({ label: 'max' });
  await window.getByTestId('play').click();
  await status(window, 'finished');
  for (const zoom of ['zoom-units', 'zoom-graph', 'zoom-layers']) await window.getByTestId(zoom).click();
  await window.getByTestId('block-data').click();
  await window.getByTestId('import-data').click();
  await window.getByTestId('example-iris').click();
  await expect(window.getByTestId('role-species')).toHaveValue('target');
  await window.getByTestId('import-cancel').click();
  await window.getByTestId('tab-runs').click();
  await expect(window.locator('[data-testid^="run-row-"]').first()).toBeVisible();
  await window.getByTestId('tab-lessons').click();
  await window.getByTestId('tab-workbench').click();
  await expect(window.getByTestId('chain')).toBeVisible();
  const [help, more] = [window.getByTestId('help'), window.getByTestId('more')];
  if (await more.isVisible()) await more.click();
  await help.click();
  await window.getByTestId('open-keeping').click();
  await expect(window.getByTestId('folder-path')).toBeVisible();
  await window.getByTestId('leave-keeping').click();
  await window.getByTestId('report-run').click();
  await expect(window.getByTestId('sheet')).toBeVisible();
  const { protocol, host } = new URL(window.url());
  const own = (url: string): boolean => {
    const at = new URL(url);
    return ['data:', 'blob:'].includes(at.protocol) || (at.host === host && [protocol, 'ws:'].includes(at.protocol));
  };
  expect(asked.length).toBeGreaterThan(5);
  expect(asked.filter((url) => !own(url))).toEqual([]);
});
