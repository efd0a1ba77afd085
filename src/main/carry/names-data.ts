/** The SHA-256 of the person's own data that a plan is about; null where it is about none. Of parsed JSON, whatever else is in it:
 *  it is asked of plans before their schema is. */
export function namesData(plan: unknown): string | null {
  const data = memberOf(plan, 'data');
  const kind = memberOf(data, 'kind');
  const sha256 = memberOf(data, 'sha256');
  return (kind === 'table' || kind === 'images') && typeof sha256 === 'string' && /^[0-9a-f]{64}$/.test(sha256)
    ? sha256
    : null;
}

const memberOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
