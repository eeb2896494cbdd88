import { invalidJson, payloadTooLarge, weighJson, type Reading } from '@kochava-stream/amplitude';

/** Smaller bodies cannot become large in memory. */
const weighedBytes = 32 * 1024;
const most = { depth: 1_000, values: 500_000 };

/** A body as text that may be parsed: what would become too deep or too many values is refused before. */
export function bodyText(body: Buffer): Reading<string> {
  const weight = body.length < weighedBytes ? 'fits' : weighJson(body, most);
  if (weight === 'too-deep') return { ok: false, answer: invalidJson };
  if (weight === 'too-many-values') return { ok: false, answer: payloadTooLarge };
  return { ok: true, value: withoutMark(body.toString('utf8')) };
}

/** Some clients begin their JSON with a byte order mark. */
function withoutMark(text: string): string {
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}
