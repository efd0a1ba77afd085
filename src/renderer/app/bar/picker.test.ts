import { afterEach, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { finds } from '../../marks/find.ts';
import { alongPicker } from './picker-keys.ts';

test('a search finds what has every word of it, in whatever order', () => {
  expect(finds('', ['Moons'])).toBe(true);
  expect(finds('gap  MOONS', ['Noisy moons, wide', 'the gap opens'])).toBe(true);
  expect(finds('gap circle', ['Noisy moons, wide', 'the gap opens'])).toBe(false);
});

afterEach(() => document.body.replaceChildren());

test('arrows, Home and End go through two columns; what is typed goes to the search', async () => {
  document.body.innerHTML = `<main><input>
    <div style="display: grid; grid-template-columns: 1fr 1fr">
      <div><button>a</button><br><button>b</button></div><div><button>c</button><br><button>d</button></div>
    </div></main>`;
  const search = document.querySelector('input') as HTMLInputElement;
  const rows = [...document.querySelectorAll('button')];
  document.querySelector('main')?.addEventListener('keydown', (event) => alongPicker(event, search, rows));
  search.focus();
  const after = async (keys: string): Promise<string | null | undefined> => {
    await userEvent.keyboard(keys);
    return document.activeElement === search ? 'search' : document.activeElement?.textContent;
  };
  expect(await after('{ArrowDown}')).toBe('a');
  expect(await after('{ArrowDown}{ArrowRight}')).toBe('d');
  expect(await after('{ArrowRight}')).toBe('d');
  expect(await after('{ArrowLeft}')).toBe('b');
  expect(await after('{End}')).toBe('d');
  expect(await after('{ArrowDown}')).toBe('d');
  expect(await after('{Home}')).toBe('a');
  expect(await after('{ArrowUp}')).toBe('search');
  expect(await after('{ArrowDown}x')).toBe('search');
  expect(search.value).toBe('x');
});
