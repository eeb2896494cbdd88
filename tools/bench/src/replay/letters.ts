import { deadLetters, encode, type DeadLetter, type DispatchEntry } from '@kochava-stream/contracts';
import { publishAll, type Nats } from '@kochava-stream/messaging';

const at = Date.now() - 3_600_000;
const perBatch = 500;

/** A purchase that Kochava refused an hour ago; `n` is in its event data. */
function letter(project: string, sync: string, n: number): DeadLetter {
  const device = `dead-${n}`;
  const idfv = `BCCE52E7-0000-4000-8000-${String(n).padStart(12, '0')}`;
  const data = {
    usertime: Math.floor(at / 1000),
    app_version: '1.0.0',
    device_ver: 'iPhone15,3-iOS-17.4',
    device_ids: { idfv },
    device_ua: '',
    event_name: 'Purchase',
    origination_ip: '203.0.113.7',
    event_data: { n },
  };
  const entry: DispatchEntry = {
    id: `dead-${Math.floor(n / 100)}.${n % 100}`,
    project,
    syncVersion: 1,
    kochavaDeviceId: device,
    ids: { idfv },
    body: JSON.stringify({ action: 'event', kochava_app_id: 'kobench', kochava_device_id: device, data }),
    userAgent: 'Unknown',
    acceptedAt: at,
    insertId: `dead-${n}`,
  };
  return {
    v: 1,
    id: `${entry.id}.dead`,
    source: 'kochava-dispatcher',
    kind: 'event',
    project,
    sync,
    syncVersion: 1,
    reason: 'refused',
    detail: 'Kochava ended it with status 400 after 1 attempt',
    reply: { status: 400, body: '{"success":"0"}' },
    attempts: 1,
    at,
    payload: JSON.stringify(entry),
  };
}

/** Puts so many dead letters into the stream. */
export async function fillDead(nats: Nats, of: { project: string; sync: string; letters: number }): Promise<void> {
  for (let first = 0; first < of.letters; first += perBatch) {
    const numbers = Array.from({ length: Math.min(perBatch, of.letters - first) }, (_, index) => first + index);
    const messages = numbers.map((n) => {
      const message = letter(of.project, of.sync, n);
      const { stream } = deadLetters;
      return { stream, subject: deadLetters.subject(message), id: message.id, bytes: encode(deadLetters, message) };
    });
    await publishAll(nats, messages);
  }
}
