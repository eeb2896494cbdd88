import { adviceFor } from '@kochava-stream/config';
import { type DispatchKind, type ReplyClass } from '@kochava-stream/contracts';
import { retryCeiling, minRetryMs } from '@kochava-stream/domain/delivery';
import { classifyReply, type Classified, type Reply } from '@kochava-stream/kochava';

type Outcome = Classified['outcome'];

/** What is done, by what the reply means. */
const doing: Readonly<Record<Outcome, string>> = {
  accepted: 'Done. It counts as accepted, never as linked. An accepted event releases the links of its device.',
  retry: 'Tried again by itself, in a message of its own, until its time is over; then a dead letter, `expired`.',
  dead: 'A dead letter at once: the same request would be refused again.',
  pause: 'The sync pauses and keeps everything. One call a minute tries again, at once after new credentials.',
};

/** What is done besides. */
const besides: Readonly<Partial<Record<ReplyClass, string>>> = {
  throttled: 'The sync sends nothing for a while, then more slowly.',
  redirect: 'It is never followed.',
  'success-false': 'Many in a row open the breaker.',
  'reply-not-understood': 'Many in a row open the breaker.',
  'server-error': 'Many in a row open the breaker.',
  'network-error': 'Many in a row open the breaker.',
  timeout: 'Many in a row open the breaker.',
  'accepted-reply-not-understood': 'It is counted apart, because what Kochava answers to links is not documented.',
};

/** Bodies of a 200, with a name for each. */
const bodies: readonly (readonly [string, string])[] = [
  ['`success` is "1", 1 or true', '{"success":"1"}'],
  ['`success` is "0", 0, "false" or false', '{"success":"0"}'],
  ['an object whose `success` says neither, or that has none', '{}'],
  ['empty', ''],
  ['not a JSON object', '<html>'],
];

interface Row {
  readonly events: string[];
  readonly links: string[];
  readonly classified: Classified;
}

/** Every class that a reply can be read as, and the replies that are: found by asking the classification itself. */
export function replyRows(): Row[] {
  const rows = new Map<string, Row>();
  const add = (kind: DispatchKind, name: string, reply: Reply): void => {
    const classified = classifyReply(kind, reply);
    const key = `${classified.outcome} ${classified.class}`;
    const row = rows.get(key) ?? { events: [], links: [], classified };
    rows.set(key, row);
    (kind === 'event' ? row.events : row.links).push(name);
  };
  for (const kind of ['event', 'link'] as const) {
    for (const [name, body] of bodies) add(kind, `200, ${name}`, { status: 200, body });
    for (const [name, status] of statusRanges(kind)) add(kind, name, { status, body: '' });
    add(kind, 'no connection, or it breaks', { failure: 'network' });
    add(kind, 'no whole reply in 20 s', { failure: 'timeout' });
  }
  return [...rows.values()];
}

/** Statuses other than 200 that follow one another and are read alike, as `500–599`. */
function statusRanges(kind: DispatchKind): [string, number][] {
  const ranges: { from: number; to: number; read: string }[] = [];
  for (let status = 201; status <= 599; status += 1) {
    const { outcome, class: reply } = classifyReply(kind, { status, body: '' });
    const last = ranges.at(-1);
    if (last?.read === `${outcome} ${reply}`) last.to = status;
    else ranges.push({ from: status, to: status, read: `${outcome} ${reply}` });
  }
  return ranges.map(({ from, to }) => [from === to ? `${from}` : `${from}–${to}`, from]);
}

export function replyTable(): string {
  const lines = replyRows().map(({ events, links, classified }) => {
    const { outcome, class: reply } = classified;
    const { title, advice } = adviceFor(reply);
    const done = [doing[outcome], besides[reply]].filter(Boolean).join(' ');
    return `| ${replies(events, links)} | ${done} | **${title}** (\`${reply}\`). ${advice} |`;
  });
  const { title, advice } = adviceFor('horizon-passed');
  const late = `| none in time: 72 h are over, or what the sync says | A dead letter, \`expired\`. | **${title}** (\`horizon-passed\`). ${advice} |`;
  return ['| reply | what we do | what you see |', '| --- | --- | --- |', ...lines, late].join('\n');
}

function replies(events: readonly string[], links: readonly string[]): string {
  const both = events.filter((name) => links.includes(name));
  const only = (names: readonly string[], of: string): string[] =>
    names.filter((name) => !both.includes(name)).map((name) => `${name} (${of})`);
  return [...both, ...only(events, 'events'), ...only(links, 'links')].join('; ');
}

const noon = Date.UTC(2026, 10, 23, 12, 0, 0);
const retryAfters = [
  '7',
  '300',
  '86400',
  'Mon, 23 Nov 2026 12:00:45 GMT',
  'Tue, 24 Nov 2026 12:00:00 GMT',
  'Mon, 23 Nov 2026 11:59:00 GMT',
  '0',
  '-5',
  '1.5',
  'soon',
];

/** What a `Retry-After` is taken for. */
export function retryAfterTable(): string {
  const lines = retryAfters.map((retryAfter) => {
    const { retryAfterMs } = classifyReply('event', { status: 429, body: '', retryAfter }, noon);
    const wait = retryAfterMs === undefined ? 'as if there were none' : `${retryAfterMs / 1_000} s`;
    return `| \`${retryAfter}\` | ${wait} |`;
  });
  return ['| `Retry-After`, at 12:00:00 | is taken for |', '| --- | --- |', ...lines].join('\n');
}

/** When the next attempt is made. */
export function scheduleTable(): string {
  const lines = [1, 2, 3, 4, 5].map((attempts) => {
    const longest = retryCeiling(attempts) / 1_000;
    const after = attempts === 5 ? '5 and more' : String(attempts);
    return `| ${after} | ${minRetryMs / 1_000} s to ${longest} s | ${(minRetryMs / 1_000 + longest) / 2} s |`;
  });
  return ['| failed attempts | the next one after | on average |', '| --- | --- | --- |', ...lines].join('\n');
}
