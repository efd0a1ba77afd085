import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formIds, forms } from '../src/core/exports/forms.ts';
import { expect, status, test } from './lab.ts';

test('a run leaves in every form by the list’s menu; its weights come back, and can be undone', async ({ lab }) => {
  const { window } = lab;
  await window.getByTestId('speed').selectOption({ label: 'max' });
  await window.getByTestId('play').click();
  await status(window, 'finished', 60_000);
  await window.getByTestId('tab-runs').click();
  await window.getByTestId('run-row-1').click();
  const files: Partial<Record<string, Buffer>> = {};
  for (const form of formIds) {
    await window.getByTestId('more-runs').click();
    const { name, bytes } = await lab.saved(() => window.getByTestId(`save-${form}`).click());
    expect(name).toBe(`Moons.${forms[form].extension}`);
    files[form] = bytes;
  }
  expect(files['onnx']?.includes('Gemm')).toBe(true);
  expect(files['csv']?.toString('utf8').split('\r\n')[0]).toContain('step (updates),epoch (passes),loss (nats)');

  await window.getByTestId('tab-workbench').click();
  const take = async (name: string, buffer: Buffer): Promise<void> => {
    await window.getByTestId('document-menu').click();
    const chosen = window.waitForEvent('filechooser');
    await window.getByTestId('document-weights').click();
    await (await chosen).setFiles({ name, mimeType: '', buffer });
  };
  await take('bad.npz', Buffer.from('PK, and nothing that goes with it'));
  await expect(window.getByTestId('message')).toContainText('bad.npz was not taken');
  await take('Moons.npz', files['npz'] ?? Buffer.alloc(0));
  await expect(window.getByTestId('undo')).toHaveAttribute('title', /weights of Moons\.npz/);
  await window.getByTestId('undo').click();
  await expect(window.getByTestId('undo')).toBeDisabled();

  // the command line says the same
  const plan = join(lab.data, 'plan.json');
  const weights = join(lab.data, 'weights.safetensors');
  writeFileSync(plan, JSON.stringify((JSON.parse(await lab.command('show', '1', '--json')) as { plan: unknown }).plan));
  await lab.command('save', '1', weights);
  const changed = JSON.parse(await lab.command('weights', plan, weights)) as { parameters: Record<string, unknown> };
  expect(Object.keys(changed.parameters)).toEqual(['W1', 'b1', 'W2', 'b2', 'W3', 'b3']);
  await expect(lab.command('save', '1', weights)).rejects.toThrow(/is there already/);
});
