import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { ChannelVault, shownChannel } from './channel.ts';
import { evaluate, type Readings } from './evaluate.ts';
import { nextState, type Firing } from './next-state.ts';
import { slackBody, webhookBody, type Notice } from './notice.ts';
import { post } from './post.ts';
import { receiverAt, ReceiverRefused, type ReceiverRules } from './receiver.ts';
import { proposedRules, type AlertRules, type RuleName } from './rules.ts';
import { newSigningSecret, signatureHeaders } from './sign.ts';

const minute = 60_000;
const hour = 60 * minute;
const now = Date.parse('2026-11-23T10:00:00Z');

describe('rules', () => {
  const all: AlertRules = {
    successRate: { enabled: true, below: 0.95, minutes: 15, atLeast: 50 },
    volumeChange: { enabled: true, percent: 50, atLeast: 100 },
    credentialsRefused: { enabled: true },
    oldestHold: { enabled: true, hours: 24 },
    repeatHours: 24,
  };
  const readings = (more: Partial<Readings> = {}): Readings => ({
    ...{ delivered: 0, notDelivered: 0, lastHour: 1_000, hoursBefore: Array(24).fill(1_000) },
    ...{ refusedSince: null, oldestHold: null },
    ...more,
  });
  const firing = (more: Partial<Readings>, rules = all) =>
    [...evaluate(rules, readings(more), now)].flatMap(([rule, { fires }]) => (fires ? [rule] : []));
  const hours = (...n: number[]) => [...Array<number>(24 - n.length).fill(0), ...n];

  it.each<[string, Partial<Readings>, RuleName[]]>([
    ['nothing happens', {}, []],
    ['94 of 100', { delivered: 94, notDelivered: 6 }, ['successRate']],
    ['95 of 100', { delivered: 95, notDelivered: 5 }, []],
    ['few ended', { delivered: 0, notDelivered: 49 }, []],
    ['half the volume', { lastHour: 500 }, ['volumeChange']],
    ['a little more than half', { lastHour: 501 }, []],
    ['one and a half times', { lastHour: 1_500 }, ['volumeChange']],
    ['nothing at all', { lastHour: 0 }, ['volumeChange']],
    ['little traffic', { lastHour: 10, hoursBefore: Array(24).fill(50) }, []],
    ['a new sync', { lastHour: 1_000, hoursBefore: hours(10, 10, 10, 10, 10) }, []],
    ['six hours are enough', { lastHour: 1_000, hoursBefore: hours(10, 10, 10, 10, 10, 10) }, ['volumeChange']],
    ['refused', { refusedSince: now - 5 }, ['credentialsRefused']],
    ['held for a day', { oldestHold: now - 24 * hour }, []],
    ['held for more', { oldestHold: now - 24 * hour - 1 }, ['oldestHold']],
    ['nobody knows the holds', { oldestHold: undefined }, []],
  ])('%s', (_name, given, expected) => {
    expect(firing(given)).toEqual(expected);
  });

  it('say nothing where they are off, and nothing is on before somebody asks', () => {
    const worst = { delivered: 0, notDelivered: 999, lastHour: 0, refusedSince: 1, oldestHold: 1 };
    expect(firing(worst)).toHaveLength(4);
    expect(evaluate(proposedRules, readings(worst), now).size).toBe(0);
  });
});

describe('what is told of a rule', () => {
  it('it began, it goes on, it is over: not each look, and not what goes to and fro', () => {
    let state: Firing | undefined;
    const told: string[] = [];
    for (let at = 0; at <= 180; at += 1) {
      const fires = (at >= 10 && at < 100) || (at >= 103 && at < 120);
      const next = nextState(state, fires, at * minute, hour);
      state = next.firing;
      if (next.notice !== undefined) told.push(`${at} ${next.notice}`);
    }
    expect(told).toEqual(['10 firing', '70 continuing', '125 resolved']);
  });
});

describe('messages', () => {
  const notice: Notice = {
    ...{ id: 'n-1', event: 'firing', rule: 'successRate', at: now, since: now - minute, text: 'a < b & <!channel>' },
    ...{
      sync: { id: 'sy_1', name: '<Shop>' },
      project: { id: 'pr_1', name: 'P' },
      link: 'https://c.example/syncs/sy_1',
    },
  };

  it('to a webhook are as Standard Webhooks has them, and signed', () => {
    const body = webhookBody(notice);
    expect(JSON.parse(body)).toEqual({
      type: 'alert.firing',
      timestamp: '2026-11-23T10:00:00.000Z',
      data: {
        ...{ id: 'n-1', rule: 'successRate', title: 'Alert: Too few events are delivered', text: notice.text },
        ...{ since: '2026-11-23T09:59:00.000Z', sync: notice.sync, project: notice.project, link: notice.link },
      },
    });
    const secret = newSigningSecret();
    const headers = signatureHeaders(body, { secret, id: 'n-1', at: 1_000 });
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
    expect(key).toHaveLength(32);
    expect(headers).toEqual({
      'webhook-id': 'n-1',
      'webhook-timestamp': '1000',
      'webhook-signature': `v1,${createHmac('sha256', key).update(`n-1.1000.${body}`).digest('base64')}`,
    });
    // The test vector of the specification.
    const vector = {
      secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      at: 1614265330,
    };
    expect(signatureHeaders('{"test": 2432232314}', vector)['webhook-signature']).toBe(
      'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    );
  });

  it('to Slack mention nobody and hold no markup of others', () => {
    const { text } = JSON.parse(slackBody(notice)) as { text: string };
    expect(text).toBe(
      '*Alert: Too few events are delivered*\n&lt;Shop&gt; (P): a &lt; b &amp; &lt;!channel&gt;\n<https://c.example/syncs/sy_1|Look at it>',
    );
  });
});

describe('addresses', () => {
  const strict: ReceiverRules = { allowHttp: false, allowPrivateAddresses: false, allowedHosts: '' };

  it.each([
    ['nonsense', 'not a URL'],
    ['http://alerts.example.com', 'https://'],
    ['ftp://alerts.example.com', 'https://'],
    ['file:///etc/passwd', 'https://'],
    ['https://me:secret@alerts.example.com', 'user or password'],
    ['https://localhost/x', 'public address'],
    ['https://LOCALHOST./x', 'public address'],
    ['https://db.localhost', 'public address'],
    ['https://metadata.google.internal/', 'public address'],
    ['https://postgres:5432', 'public address'],
    ['https://127.0.0.1', 'public address'],
    ['https://127.1', 'public address'],
    ['https://0x7f000001', 'public address'],
    ['https://2130706433', 'public address'],
    ['https://169.254.169.254/latest/meta-data', 'public address'],
    ['https://10.0.0.1', 'public address'],
    ['https://[::1]', 'public address'],
    ['https://[::ffff:10.0.0.1]', 'public address'],
    ['https://[fd00::1]', 'public address'],
  ])('%p is refused', (url, problem) => {
    expect(() => receiverAt(url, strict)).toThrow(ReceiverRefused);
    expect(() => receiverAt(url, strict)).toThrow(problem);
  });

  it('are kept to the hosts that the operator names', () => {
    const rules = { ...strict, allowedHosts: 'hooks.slack.com, *.Example.com' };
    for (const url of ['https://hooks.slack.com/services/T/B/x', 'https://a.b.example.com:8443/?q=1']) {
      expect(receiverAt(url, rules).lookup).toBeDefined();
    }
    for (const url of ['https://example.com', 'https://badexample.com', 'https://hooks.slack.com.evil.net']) {
      expect(() => receiverAt(url, rules)).toThrow('not allowed');
    }
  });

  it('a public name that leads inside is not connected to, whatever it led to before', async () => {
    let hits = 0;
    const inside = createServer((_request, response) => {
      hits += 1;
      response.end();
    });
    await new Promise<void>((resolve) => inside.listen(0, '127.0.0.1', resolve));
    const { port } = inside.address() as AddressInfo;
    const url = `http://alerts.example.com:${port}/`;
    const rules = { ...strict, allowHttp: true };
    for (const addresses of [['127.0.0.1'], ['93.184.215.14', '127.0.0.1']]) {
      const found = addresses.map((address) => ({ address, family: 4 }));
      const receiver = receiverAt(url, rules, (_host, _options, callback) => callback(null, found));
      expect(await post(receiver, '{}', {})).toEqual({ ok: false, problem: 'its name leads to no public address' });
    }
    expect(hits).toBe(0);
    const allowed = receiverAt(`http://127.0.0.1:${port}/`, { ...rules, allowPrivateAddresses: true });
    expect(await post(allowed, '{}', {})).toEqual({ ok: true, status: 200 });
    expect(hits).toBe(1);
    await new Promise((resolve) => inside.close(resolve));
    expect(await post(allowed, '{}', {})).toEqual({ ok: false, problem: 'cannot be reached' });
  });
});

describe('a channel', () => {
  const key = (kid: string, fill: number) => ({ kid, key: Buffer.alloc(32, fill) });
  const channel = { kind: 'slack', url: 'https://hooks.slack.com/services/T00/B00/CANARYCANARY1234' } as const;

  it('is sealed, opens in its own place with its own key, and shows little', () => {
    let keys = [key('k1', 1)];
    const vault = new ChannelVault(() => keys);
    const sealed = vault.seal('sy_1', channel);
    expect(JSON.stringify(sealed)).not.toContain('CANARY');
    expect(vault.channelOf({ sync: 'sy_1', sealed })).toEqual(channel);
    expect(vault.channelOf({ sync: 'sy_2', sealed })).toBeUndefined();
    expect(vault.channelOf({ sync: 'sy_1', sealed: null })).toBeUndefined();
    keys = [key('k2', 2), key('k1', 1)];
    expect(vault.channelOf({ sync: 'sy_1', sealed })).toEqual(channel);
    keys = [key('k1', 3)];
    expect(vault.channelOf({ sync: 'sy_1', sealed })).toBeUndefined();
    keys = [];
    expect(() => vault.seal('sy_1', channel)).toThrow('SECRETS_KEK');
    expect(shownChannel(channel)).toEqual({ kind: 'slack', url: 'https://hooks.slack.com/…1234' });
    expect(shownChannel({ kind: 'webhook', url: 'https://a.example/ab' }).url).toBe('https://a.example/…');
  });
});
