/** A page of a list that was read one item further than it shows. */
export function pageOf<T>(read: readonly T[], limit: number, cursor: (last: T) => string) {
  const items = read.slice(0, limit);
  const last = items.at(-1);
  return { items, next: read.length > limit && last !== undefined ? cursor(last) : null };
}
