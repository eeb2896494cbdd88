import { type Rule } from '@kochava-stream/kochava-sandbox';

/** How a Kochava misbehaves towards one sync. */
export interface Manner {
  readonly name: string;
  /** Without the app. */
  readonly rules: readonly Rule[];
}

const long = 'not yet '.repeat(40);

/** Each in turn, evenly. */
function oneOf(rules: readonly Rule[]): Rule[] {
  return rules.map((rule, index) => ({ ...rule, match: { ...rule.match, share: 1 / (rules.length - index) } }));
}

const json = { 'content-type': 'application/json' };
const says = (body: unknown, more: Partial<Rule> = {}): Rule => ({ status: 200, body, ...more });

/** A 200 that says in some way that nothing was taken. */
const refusals = [{ success: '0' }, { success: 0 }, { success: false }, { success: 'false' }];

/** A 200 that does not say that something was taken; to links anything but a refusal is success. */
const riddles: readonly Rule[] = [
  says(''),
  says(' '),
  says('OK'),
  says('null'),
  says('1'),
  says('"1"'),
  says('[]'),
  says('[{"success":"1"}]'),
  says('{}'),
  says({ success: null }),
  says({ success: '' }),
  says({ success: 'yes' }),
  says({ success: 2 }),
  says({ success: ['1'] }),
  says({ success: { '1': '1' } }),
  says({ Success: '1' }),
  says({ data: { success: '1' } }),
  says({ __proto__: null, error: 'Internal' }),
  says('{"__proto__":{"success":"1"}}'),
  says('{"success":"1"'),
  says('success=1'),
  says('<html><body>Sign in to the wireless network</body></html>', { headers: { 'content-type': 'text/html' } }),
  // UTF-16: each letter with a zero behind it.
  says([...'{"success":"1"}'].map((letter) => `${letter}\0`).join(''), {
    headers: { 'content-type': 'application/json; charset=utf-16le' },
  }),
  says('\0\0\0\0'),
  { status: 204 },
  { status: 202, body: { success: '1' } },
].map((rule) => ({ headers: json, ...rule, match: { path: 'event' } }));

/** A redirect to somewhere else than the host that is configured. */
const to = (location: string, status: number): Rule => ({ match: { path: 'event' }, status, headers: { location } });

/** @param elsewhere a host that counts who comes */
export function manners(elsewhere: string): readonly Manner[] {
  return [
    { name: '5xx to 30 %', rules: oneOf([500, 502, 503, 504].map((status) => ({ status }))).map(thirty) },
    { name: 'no answer', rules: [{ delayMs: 60_000, status: 503 }] },
    { name: 'a byte a second', rules: [{ slowBody: 1_000, body: long }] },
    { name: 'endless head', rules: [{ endlessHead: true }] },
    { name: 'endless slow head', rules: [{ endlessHead: 1_500 }] },
    { name: '2 GB', rules: onceGood({ body: 'x', bodyBytes: 2_000_000_000 }) },
    { name: 'gzip bomb', rules: onceGood({ body: '0', bodyBytes: 10_000_000_000, gzip: true }) },
    { name: 'reset before', rules: [{ reset: 'before' }] },
    { name: 'reset after', rules: [{ reset: 'after' }] },
    { name: 'refusing 200', rules: oneOf(refusals.map((body) => says(body))) },
    { name: 'lying 200', rules: [...oneOf(riddles), { match: { path: 'link' }, status: 500 }] },
    { name: 'redirect', rules: oneOf([to(`${elsewhere}/track/json`, 301), to(elsewhere, 302), to(elsewhere, 307)]) },
    {
      name: 'redirect inside',
      rules: oneOf([301, 302, 303, 308].map((status) => to('http://169.254.169.254/latest/meta-data/', status))),
    },
  ];
}

/** As a 200 to events; to links, where any 200 would be success, as a 500. */
function onceGood(rule: Rule): Rule[] {
  return [
    { ...rule, match: { path: 'event' }, status: 200 },
    { ...rule, status: 500 },
  ];
}

/** Of those that a rule is for. */
function thirty(rule: Rule, index: number, all: readonly Rule[]): Rule {
  // Each sees what the ones before it have let by.
  const each = 0.3 / all.length;
  return { ...rule, match: { ...rule.match, share: each / (1 - index * each) } };
}
