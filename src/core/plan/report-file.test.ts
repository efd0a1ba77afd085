import { expect, test } from 'vitest';
import { parsePlan } from './parse.ts';
import { presets } from './presets.ts';
import { planIn } from './report-file.ts';

const html = (json: string): string =>
  `<!doctype html>\n<html><body><p>a report</p><script type="application/json" class="plan" data-name="a&gt;b" data-run="3">${json}</script>\n<script type="application/json" class="plan" data-name="b">{}</script></body></html>`;

test('the first plan of a report is read as if it were the file', () => {
  const { plan, problems } = parsePlan(html(JSON.stringify(presets.moons)));
  expect(problems).toEqual([]);
  expect(plan).toEqual(presets.moons);
});

test('a name that would end the element comes back as it was', () => {
  const plan = { ...presets.moons, name: '</script><img src=x onerror=alert(1)>' };
  expect(parsePlan(html(JSON.stringify(plan).replaceAll('<', '\\u003c'))).plan?.name).toBe(plan.name);
});

test('other texts are left as they are; HTML without a plan is no JSON', () => {
  expect(planIn('{"a": 1}')).toBe('{"a": 1}');
  expect(parsePlan('<!doctype html><p>hello</p>').problems.map(({ code }) => code)).toEqual(['not-json']);
});
