/** The plan in the HTML of a report (renderer/report/html.ts), the first where there are several; any other text as it is. */
export function planIn(text: string): string {
  if (!/^\s*<!doctype html>/i.test(text.slice(0, 100))) return text;
  // no pattern: one would look for the end again from every beginning
  const begin = text.indexOf('<script type="application/json" class="plan"');
  const from = begin < 0 ? -1 : text.indexOf('>', begin);
  const to = from < 0 ? -1 : text.indexOf('</script>', from);
  return to < 0 ? text : text.slice(from + 1, to);
}
