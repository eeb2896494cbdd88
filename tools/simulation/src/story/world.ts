import { plannedStreams, ensureSyncConsumers, putConfig, type Nats } from '@kochava-stream/messaging';
import { kvKeys } from '@kochava-stream/contracts';
import { type Logger } from '@kochava-stream/observability';
import { Process } from '../kernel/process.ts';
import { type Scheduler } from '../kernel/scheduler.ts';
import { FarEnd } from '../kochava/far-end.ts';
import { connectModel } from '../nats/client.ts';
import { Server } from '../nats/server.ts';
import { Engine } from '../postgres/engine.ts';
import { PostgresServer } from '../postgres/server.ts';
import { statementsWith } from '../postgres/statements/index.ts';
import { type Bug } from '../bugs.ts';
import { loggerFor } from './logger.ts';
import { apiKey, projectId, type Script } from './script.ts';

/** How long a message may be without a sign of life from who has it; the product's default is 60 s. */
const ackWaitMs = 6_000;

/** The services with a database. */
export type Schema = 'transformer' | 'linker';

/** The servers, the far end, and what the services are told. */
export class World {
  readonly nats: Server;
  readonly engines: ReadonlyMap<Schema, Engine>;
  readonly postgres: PostgresServer;
  readonly kochava: FarEnd;
  #starts = 0;

  constructor(
    readonly scheduler: Scheduler,
    readonly script: Script,
    readonly bug: Bug = {},
  ) {
    this.nats = new Server(scheduler, bug.nats);
    const engine = () =>
      new Engine(
        () => scheduler.date,
        statementsWith({
          ...bug.postgres,
          lastSeqOf: (stream, subject) => this.nats.stream(stream).lastOf(subject)?.seq ?? 0,
          ...(bug.publishesBeforeCommit === true ? { beforeCommit: (rows) => this.#publishNow(rows) } : {}),
        }),
      );
    this.engines = new Map([
      ['transformer', engine()],
      ['linker', engine()],
    ]);
    this.postgres = new PostgresServer(scheduler, this.engines, { breaks: 0, refuses: 0 });
    this.kochava = new FarEnd(scheduler);
    for (const planned of plannedStreams({ shards: script.shards, replicas: 1 })) {
      this.nats.addStream({
        name: planned.name,
        subjects: planned.subjects,
        duplicateWindowMs: (planned.duplicate_window ?? 120e9) / 1e6,
        perSubject: Math.max(0, planned.max_msgs_per_subject ?? 0),
        created: `made with ${planned.name}`,
      });
    }
  }

  /** A name for each start, as owners of shards have. */
  begin(kind: string, number: number): Process {
    this.#starts += 1;
    return new Process(`${kind}-${number}#${this.#starts}`, kind);
  }

  connect(process: Process): Nats {
    return connectModel(this.nats, process, { name: process.kind, logger: this.logger(process) });
  }

  logger(process: Process): Logger {
    return loggerFor(this.scheduler, process);
  }

  /** As config does it. */
  async configure(): Promise<void> {
    const nats = this.connect(this.scheduler.host);
    const { sync } = this.script;
    await ensureSyncConsumers(nats, sync.id, { concurrency: sync.concurrency, ackWaitMs });
    await putConfig(nats, kvKeys.project(projectId), { v: 1, id: projectId, name: 'Simulated', apiKeys: [apiKey] });
    await putConfig(nats, kvKeys.sync(sync.id), sync);
    await putConfig(nats, kvKeys.ready, { v: 1 });
  }

  #publishNow(rows: readonly { id: string; subject: string; bytes: Uint8Array }[]): void {
    for (const { id, subject, bytes } of rows) this.nats.publish({ id, subject, data: bytes, headers: undefined });
  }
}
