import { ConfigClient } from '@kochava-stream/all-in-one';
import { type GuardedStack } from './guarded-stack.ts';

/** Waits, and says what for when it is not to be. */
export async function eventually(what: string, holds: () => Promise<boolean>, timeoutMs = 30_000): Promise<void> {
  for (const deadline = Date.now() + timeoutMs; !(await holds());) {
    if (Date.now() > deadline) throw new Error(`not within ${timeoutMs / 1000} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** What Kochava's stand-in was asked. */
export interface Request {
  readonly app: string | null;
  readonly kind: string;
  readonly accepted: boolean;
  readonly body: { readonly data?: { readonly event_data?: { readonly n?: number } } } | null;
}

/** A project with one sync, and what goes through it. */
export class Traffic {
  private constructor(
    private readonly stack: GuardedStack,
    private readonly at: { project: string; sync: string; apiKey: string; app: string },
  ) {}

  get project(): string {
    return this.at.project;
  }

  get sync(): string {
    return this.at.sync;
  }

  static async open(stack: GuardedStack, apiKey = 'helm-api-key', app = 'kodemo-app'): Promise<Traffic> {
    const config = new ConfigClient(stack.services.config.url, stack.adminToken);
    const project = await config.createProject({ name: 'Helm', apiKey });
    const sync = await config.createSync(project.id, {
      name: 'Kochava',
      appGuid: app,
      sendEvents: {
        enabled: true,
        events: ['Bought'],
        filters: [],
        properties: { event: ['n'], user: [] },
        rename: {},
        currency: null,
      },
      sendUsers: { enabled: true, properties: ['plan'] },
      hold: { settleSeconds: 0, expireDays: 30 },
      concurrency: 32,
    });
    await config.enable(sync.id);
    return new Traffic(stack, { project: project.id, sync: sync.id, apiKey, app });
  }

  /** Resolves once ingest has answered 200: a key that is new takes a moment to be known. */
  async send(events: readonly object[]): Promise<void> {
    const body = JSON.stringify({ api_key: this.at.apiKey, events });
    await eventually('ingest takes an upload', async () => {
      const reply = await fetch(`${this.stack.services.ingest.url}/2/httpapi`, { method: 'POST', body });
      await reply.arrayBuffer();
      return reply.status === 200;
    });
  }

  /** Purchases with the numbers from `first` on. */
  async buy(first: number, count: number): Promise<void> {
    for (let n = first; n < first + count; n += 50) {
      const numbers = Array.from({ length: Math.min(50, first + count - n) }, (_, index) => n + index);
      await this.send(numbers.map((each) => purchase(each)));
    }
  }

  /** A call to Kochava made by hand. @returns what came of it */
  async test(event: object): Promise<string | undefined> {
    const { services, adminToken } = this.stack;
    const reply = await fetch(`${services.config.url}/api/syncs/${this.sync}/test`, {
      method: 'POST',
      headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ event }),
    });
    return ((await reply.json()) as { sent?: { outcome: string }[] }).sent?.[0]?.outcome;
  }

  async held(): Promise<number> {
    const config = new ConfigClient(this.stack.services.config.url, this.stack.adminToken);
    return (await config.counts(this.project)).syncs[0]?.links['held'] ?? 0;
  }

  async requests(): Promise<Request[]> {
    const reply = await fetch(`${this.stack.sandbox.url}/_sandbox/requests?since=0&limit=5000`);
    return ((await reply.json()) as Request[]).filter(({ app }) => app === this.at.app);
  }

  /** The numbers that Kochava has, as often as it has them. */
  async bought(): Promise<number[]> {
    const events = (await this.requests()).filter(({ kind, accepted }) => kind === 'event' && accepted);
    return events.map(({ body }) => body?.data?.event_data?.n ?? -1);
  }
}

export function device(name: string): Record<string, string> {
  const tail = [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1e12, 7);
  const idfv = `BCCE52E7-0000-4000-8000-${String(tail).padStart(12, '0')}`;
  return { device_id: `device-${name}`, idfv, platform: 'iOS', ip: '203.0.113.9' };
}

function purchase(n: number): object {
  return { ...device(String(n % 97)), event_type: 'Bought', insert_id: `n-${n}`, event_properties: { n } };
}
