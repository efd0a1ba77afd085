import type { Plan } from '../../core/plan/schema.ts';

/** Gives something to the person as a file; what a file may not be called becomes a hyphen. */
export function download(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^-+/, '');
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

/** Gives the plan to the person as a JSON file, named after it. */
export function downloadPlan(plan: Plan): void {
  const name = plan.name.replace(/[^\p{L}\p{N}]+$/u, '') || 'plan';
  download(`${name}.json`, new Blob([JSON.stringify(plan, null, 2) + '\n'], { type: 'application/json' }));
}

/** Lets the person choose a file; null when they do not. */
export function chooseFile(accept: string): Promise<File | null> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.accept = accept;
    input.addEventListener('change', () => resolve(input.files?.[0] ?? null));
    input.addEventListener('cancel', () => resolve(null));
    input.click();
  });
}
