import { Forgotten } from '@kochava-stream/persistence';
import { runShardWorker, type ShardWorker, type StatefulParts } from '@kochava-stream/shards';
import { ConfirmedCache } from './confirmed-cache.ts';
import { dueWork } from './due.ts';
import { factSources, type Fact } from './facts.ts';
import { handler } from './handle.ts';
import { HoldWatch } from './hold-watch.ts';
import { linkerMetrics } from './linker-metrics.ts';
import { confirmationCounter } from './store/confirmation-counts.ts';
import { LinksOnTheirWay } from './links-on-their-way.ts';
import { causesOf, parseFacts, poisonedFacts, splitFacts, weighFacts } from './messages.ts';

/** How often due and expired holds are looked for, ms: two index look-ups. */
const lookEveryMs = 150;

/** Reads link requests, outcomes and installs of the shards it owns. */
export function linkerWorker({ config: syncs, ...parts }: StatefulParts, maxBatch: number): ShardWorker {
  const { shards } = parts;
  const confirmations = parts.metrics.counter(linkerMetrics.confirmations);
  const onTheirWay = new LinksOnTheirWay();
  const worker = runShardWorker<readonly Fact[]>({
    ...parts,
    maxBatch,
    consumer: 'identity-linker',
    gatherMs: 25,
    sources: factSources.map(({ contract }) => ({
      stream: contract.stream,
      subject: (shard) => contract.subject({ shard }),
    })),
    parse: parseFacts,
    weigh: weighFacts,
    causes: causesOf,
    split: splitFacts,
    poison: poisonedFacts,
    handle: handler({
      onSaved: confirmationCounter(shards, (source, n) => confirmations.inc({ source }, n)),
      syncs,
      shards,
      confirmed: new ConfirmedCache(),
      forgotten: new Forgotten(),
      onTheirWay,
    }),
    tick: { everyMs: lookEveryMs, run: dueWork({ syncs, shards, onTheirWay }) },
  });
  const watch = new HoldWatch({ ...parts, syncs, owned: worker.owned });
  return {
    owned: worker.owned,
    close: async () => {
      await watch.close();
      await worker.close();
    },
  };
}
