import { type Provider, type Type } from '@nestjs/common';
import { type Nats } from '@kochava-stream/messaging';
import { type Logger } from '@kochava-stream/observability';
import { type Database } from '@kochava-stream/persistence';
import { KeepOut } from '../deletions/keep-out.ts';
import { EventSearch } from './event-search.ts';
import { EventsController } from './events.controller.ts';
import { LiveController } from './live.controller.ts';
import { LiveStreams } from './live-streams.ts';
import { LiveTail } from './tail.ts';
import { Trails } from './trail.ts';
import { EventWays } from './way.ts';

export const liveControllers: readonly Type[] = [LiveController, EventsController];

export interface LiveParts {
  readonly providers: readonly Provider[];
  /** Ends every stream. */
  close(): void;
}

/** Events on their way, for people to look at. */
export function liveParts(of: { db: Database; nats: Nats; logger: Logger; shards: number }): LiveParts {
  const { nats, logger, shards } = of;
  const keepOut = new KeepOut(of.db);
  const streams = new LiveStreams(new LiveTail(nats, logger, keepOut));
  return {
    providers: [
      { provide: LiveStreams, useValue: streams },
      { provide: EventSearch, useValue: new EventSearch(nats, shards, keepOut) },
      { provide: EventWays, useValue: new EventWays(of.db, new Trails(nats, shards)) },
    ],
    close: () => streams.close(),
  };
}
