// usage: node shot.mjs OUT WIDTH HEIGHT [script]
import { chromium } from '@playwright/test';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { mkdtempSync } from 'node:fs';
export async function lab(width=1366,height=768, root=process.cwd()){
  const host = spawn(process.execPath,[root+'/out/main/serve.js','--no-open','--data',mkdtempSync('/tmp/shot-')],{stdio:['ignore','pipe','inherit']});
  let address; for await (const line of createInterface({input:host.stdout})){ address=/http:\/\/127\.0\.0\.1:\d+\/#[\w-]+/.exec(line)?.[0]; if(address) break; }
  const browser = await chromium.launch({executablePath:'/usr/bin/chromium',args:['--no-sandbox','--disable-gpu','--enable-unsafe-swiftshader']});
  const page = await browser.newPage({viewport:{width,height}});
  page.on('pageerror',e=>console.log('PAGEERROR',e.message)); page.on('console',m=>{if(m.type()==='error')console.log('CONSOLE',m.text())});
  await page.goto(address); await page.getByTestId('chain').waitFor();
  return {page, browser, host, close: async()=>{await browser.close(); host.kill();}};
}
