import { type IncomingMessage, type ServerResponse } from 'node:http';
import { Apps } from './apps.ts';
import { Behaviour } from './behaviour.ts';
import { maxBodyBytes } from './checks/bytes.ts';
import { now } from './clock.ts';
import { Devices } from './devices.ts';
import { digestOf, examine, type Examined, type Received } from './examine.ts';
import { Ledger } from './ledger.ts';
import { readBody } from './read-body.ts';
import { replyTo, type Reply } from './reply.ts';
import { Recent } from './recent.ts';
import { type SandboxOptions } from './sandbox.ts';
import { send } from './send.ts';

/** A Kochava as its documents describe it, with a ledger of everything that came. */
export class FarEnd {
  readonly apps: Apps;
  readonly devices: Devices;
  readonly ledger: Ledger;
  readonly behaviour = new Behaviour();
  readonly seen: Recent;

  constructor(options: SandboxOptions) {
    const rows = options.maxLedger ?? 1_000_000;
    this.apps = new Apps(options.apps ?? [], options.unknownApps ?? 'accept');
    this.devices = new Devices(options.maxDevices ?? 5_000_000);
    this.ledger = new Ledger({ rows, bytes: options.maxLedgerBytes ?? 512 * 1024 * 1024 });
    this.seen = new Recent(rows);
  }

  /** One request of a sender, from head to answer. */
  async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const at = now();
    const { url = '/', method = 'GET', headers } = request;
    const path = url.split('?', 1)[0] ?? '/';
    const received: Received = { at, method, path, headers, ...(await readBody(request, maxBodyBytes)) };
    const examined = examine(received, this);
    const rule = this.behaviour.pick({
      app: examined.appGuid,
      path,
      kind: examined.kind,
      devices: () => [examined.claim.kochavaDeviceId, ...Object.values(examined.claim.ids)],
      bytes: received.bytes,
    });
    if (rule !== undefined) examined.findings.flag('behaviour');
    const reply = replyTo(examined.findings, rule);
    if (reply.accepted) this.seen.add(digestOf(path, received.bytes));
    response.once('close', () => {
      this.record(received, examined, {
        ...reply,
        endedAt: response.writableFinished ? now() : null,
        rawHeaders: request.rawHeaders,
      });
    });
    await send(response, reply);
  }

  clear(alsoDevices: boolean): void {
    this.ledger.clear();
    this.seen.clear();
    if (alsoDevices) this.devices.clear();
  }

  private record(
    { at, method, path }: Received,
    { kind, appGuid, app, claim, findings, text }: Examined,
    { status, body, accepted, endedAt, rawHeaders }: Reply & { endedAt: number | null; rawHeaders: string[] },
  ): void {
    if (accepted && endedAt !== null && kind !== 'link' && app !== undefined && app.paid !== false) {
      this.devices.learn(app.appGuid, claim, endedAt);
    }
    this.ledger.add({
      at,
      endedAt,
      overAt: now(),
      method,
      path,
      kind,
      app: appGuid,
      rawHeaders,
      rawBody: text,
      status,
      reply: body,
      accepted,
      violations: findings.violations,
      flags: findings.flags,
    });
  }
}
