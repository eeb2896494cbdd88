const octet = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const v4 = new RegExp(`^${octet}(?:\\.${octet}){3}$`);
const group = /^[\da-f]{1,4}$/i;

/** Whether the text is one IPv4 or IPv6 address and nothing else: no port, no zone, no list, no blanks. */
export function isIpAddress(text: string): boolean {
  return text.includes(':') ? isV6(text) : v4.test(text);
}

function isV6(text: string): boolean {
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const sizes = halves.map((half, index) => groupsIn(half, index === halves.length - 1));
  if (sizes.includes(undefined)) return false;
  const total = sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
  return halves.length === 2 ? total < 8 : total === 8;
}

/** How many 16-bit groups a part between `::` holds; an IPv4 address at the very end counts as two. */
function groupsIn(part: string, last: boolean): number | undefined {
  if (part === '') return 0;
  const groups = part.split(':');
  const tail = groups.at(-1) ?? '';
  const embedded = last && v4.test(tail);
  const hex = embedded ? groups.slice(0, -1) : groups;
  return hex.every((item) => group.test(item)) ? hex.length + (embedded ? 2 : 0) : undefined;
}
