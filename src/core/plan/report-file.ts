/** The plan in the HTML of a report (renderer/report/html.ts), the first where there are several; any other text as it is. */
export function planIn(text: string): string {
  if (!/^\s*<!doctype html>/i.test(text.slice(0, 100))) return text;
  return /<script type="application\/json" class="plan"[^>]*>([\s\S]*?)<\/script>/.exec(text)?.[1] ?? text;
}
