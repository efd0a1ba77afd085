import {lab} from './shot.tmp.mjs';
import {writeFileSync,readFileSync} from 'node:fs';
const {page,close}=await lab(1366,768);
await page.getByTestId('speed').selectOption('max');
await page.getByTestId('play').click();
await page.waitForTimeout(2500);
await page.getByTestId('plot-loss').hover();
await page.getByTestId('more-loss').click();
await page.getByTestId('enlarge').click(); await page.waitForTimeout(500);
await page.screenshot({path:'/tmp/a.png'});
await page.keyboard.press('Escape');
for (const [k,f] of [['svg','/tmp/loss.svg'],['png','/tmp/loss.png']]) { await page.getByTestId('plot-loss').hover(); await page.getByTestId('more-loss').click(); const [d]=await Promise.all([page.waitForEvent('download'),page.getByTestId('save-'+k).click()]); writeFileSync(f, readFileSync(await d.path())); }
await page.getByTestId('plot-boundary').hover();
await page.getByTestId('projector').click(); await page.waitForTimeout(600);
await page.screenshot({path:'/tmp/b.png'});
await page.getByTestId('projector').click();await page.getByTestId('theme').click(); await page.setViewportSize({width:1920,height:1080}); await page.waitForTimeout(600);
await page.screenshot({path:'/tmp/c.png'});
await close();
