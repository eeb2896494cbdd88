import { safeReturn } from '../access/oidc-logins.ts';
import { cookieIn, setCookie } from './cookies.ts';
import { Gate } from './gate.ts';
import { placeOf } from './login-throttle.ts';
import { passwordProblems } from './password-rules.ts';
import { Passwords } from './password.ts';
import { atLeast, roleIn } from './roles.ts';

describe('a password', () => {
  const passwords = new Passwords();

  it('is kept as argon2id with a salt of its own, and compared in any normal form', async () => {
    const [one, two] = await Promise.all([passwords.hash('Ångström ﬁnds 1'), passwords.hash('Ångström ﬁnds 1')]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
    expect(one).not.toBe(two);
    expect(await passwords.fits('Ångström finds 1', one)).toBe(true);
    expect(await passwords.fits('Ångström finds 2', one)).toBe(false);
  });

  it('fits nobody who has none, and that takes as long', async () => {
    const hash = await passwords.hash('something');
    const timed = async (phc: string | null | undefined) => {
      const from = performance.now();
      expect(await passwords.fits('anything', phc)).toBe(false);
      return performance.now() - from;
    };
    await timed(null);
    // The fastest of some in turn: what else the machine does makes them slower, not faster.
    const [some, none] = [[] as number[], [] as number[]];
    for (let n = 0; n < 9; n += 1) {
      some.push(await timed(hash));
      none.push(await timed(null));
    }
    // Without the work it would be a thousandth.
    const ratio = Math.min(...none) / Math.min(...some);
    expect(ratio).toBeGreaterThan(0.3);
    expect(ratio).toBeLessThan(3);
  });

  it('is worked on beside the event loop, a few at a time; too many at once are refused', async () => {
    const before = performance.eventLoopUtilization();
    const all = await Promise.allSettled(Array.from({ length: 40 }, () => passwords.fits('x', null)));
    const { utilization } = performance.eventLoopUtilization(before);
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(22);
    for (const each of all) {
      if (each.status === 'rejected') expect(each.reason.getStatus()).toBe(429);
    }
    // In the event loop it would be 1.
    expect(utilization).toBeLessThan(0.5);
    expect(await passwords.fits('x', null)).toBe(false);
  });

  it.each([
    ['short', 'fewer than 12'],
    ['abababababababab', 'repeats'],
    ['ada.lovelace1!', 'ada.lovelace'],
    ['MyPassword123', 'password'],
    ['Kochava-2026!', 'kochava'],
    ['x'.repeat(201), 'more than 200'],
  ])('%s is refused', (password, why) => {
    const of = { email: 'ada.lovelace@example.com', name: 'Ada' };
    expect(passwordProblems(password, of, '/password')).toEqual([
      { field: '/password', problem: expect.stringContaining(why) },
    ]);
    expect(passwordProblems('correct horse battery staple', of, '/password')).toEqual([]);
  });
});

it('a gate lets work through that failed', async () => {
  const gate = new Gate({ running: 1, waiting: 1 });
  const failing = gate.enter(() => Promise.reject(new Error('no')));
  const next = gate.enter(async () => 'done');
  expect(gate.enter(async () => 'refused')).toBeUndefined();
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('done');
  expect(await gate.enter(async () => 'again')).toBe('again');
});

it.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:db8:1:2::9', '2001:db8:1:2'],
  ['2001:db8::9', '2001:db8:0:0'],
  ['::1', '0:0:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
])('failed logins from %s count for %s', (address, place) => {
  expect(placeOf(address)).toBe(place);
});

it('roles are what they are in that project', () => {
  const access = { installation: false, projects: { pr_1: 'editor' as const } };
  expect([roleIn(access, 'pr_1'), roleIn(access, 'pr_2'), roleIn(access, 'constructor')]).toEqual([
    'editor',
    undefined,
    undefined,
  ]);
  expect([atLeast('editor', 'viewer'), atLeast('editor', 'admin'), atLeast(undefined, 'viewer')]).toEqual([
    true,
    false,
    false,
  ]);
  expect(roleIn({ installation: true, projects: {} }, 'pr_9')).toBe('admin');
});

it('cookies are read by their whole name and set closed to scripts', () => {
  expect(cookieIn('a=1; ks_session=x=y; b=2', 'ks_session')).toBe('x=y');
  expect(cookieIn('xks_session=1', 'ks_session')).toBeUndefined();
  expect(cookieIn(undefined, 'ks_session')).toBeUndefined();
  const options = { path: '/', sameSite: 'Strict', maxAgeSeconds: 60 } as const;
  expect(setCookie('a', 'b', { ...options, secure: true })).toBe(
    'a=b; Path=/; HttpOnly; SameSite=Strict; Max-Age=60; Secure',
  );
});

it.each([
  ['/syncs/1?tab=a#b', '/syncs/1?tab=a#b'],
  [undefined, '/'],
  ['https://evil.example', '/'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['/a\\b', '/'],
  ['/a b', '/'],
])('after a login %p leads to %s', (asked, page) => {
  expect(safeReturn(asked)).toBe(page);
});
