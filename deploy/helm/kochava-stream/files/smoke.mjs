/**
 * `helm test`: every NATS server syncs each message before it acknowledges it, and ingest takes an event. Exit code 0:
 * both are so. Without API_KEY the event carries a key that nobody has, and ingest must refuse exactly that: then it has
 * read the configuration from NATS, but nothing was stored.
 */
import { randomUUID } from 'node:crypto';

const { INGEST_URL = '', NATS_MONITOR_URLS = '', API_KEY = '' } = process.env;
const failures = [];

async function check(what, run) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      console.log(`ok      ${what}: ${await run()}`);
      return;
    } catch (error) {
      if (attempt < 10 && error.final !== true) {
        await new Promise((resolve) => setTimeout(resolve, 2_000));
        continue;
      }
      const why = error.cause?.message ? `${error.message} (${error.cause.message})` : error.message;
      console.log(`failed  ${what}: ${why}`);
      failures.push(what);
      return;
    }
  }
}

const final = (message) => Object.assign(new Error(message), { final: true });

async function fsync(url) {
  const reply = await fetch(new URL('/varz', url), { signal: AbortSignal.timeout(5_000) });
  const { server_name, version, jetstream } = await reply.json();
  if (jetstream?.config?.sync_always !== true) throw final('the jetstream block lacks "sync_interval: always"');
  return `${server_name} ${version} syncs before it acknowledges`;
}

async function send() {
  const api_key = API_KEY === '' ? `unknown-${randomUUID()}` : API_KEY.trim();
  const event = { event_type: 'helm test', device_id: 'helm-test', insert_id: randomUUID() };
  const reply = await fetch(new URL('/2/httpapi', INGEST_URL), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ api_key, events: [event] }),
    signal: AbortSignal.timeout(10_000),
  });
  const body = await reply.json();
  if (API_KEY === '') {
    if (reply.status === 400 && /api key/i.test(body.error ?? '')) return 'refuses an unknown API key (none was given)';
  } else if (reply.status === 200 && body.events_ingested === 1) {
    return 'stored one event';
  }
  throw new Error(`answered ${reply.status} ${JSON.stringify(body)}`);
}

for (const url of NATS_MONITOR_URLS.split(',').filter(Boolean)) await check(`nats ${url}`, () => fsync(url));
if (NATS_MONITOR_URLS === '') console.log('skipped nats: nats.monitorUrls is empty, nobody was asked for fsync');
await check(`ingest ${INGEST_URL}`, send);
process.exitCode = failures.length === 0 ? 0 : 1;
