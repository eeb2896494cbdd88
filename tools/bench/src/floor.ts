import { join } from 'node:path';
import { freePort, startNats } from '@kochava-stream/servers';
import { startChild } from './child.ts';
import { makeStreams } from './floor/wire.ts';
import { listening, type Run } from './run.ts';

/** The bare pipeline: the same hops and durability, no rules. */
export async function startFloor(dir: string, concurrency: number): Promise<Run> {
  const nats = await startNats({ dir: join(dir, 'nats'), scratch: true });
  await makeStreams(nats.url);
  const log = join(dir, 'floor.log');
  const ports = { sink: await freePort(), ingest: await freePort() };
  const sinkUrl = `http://127.0.0.1:${ports.sink}`;
  const common = { NATS_URL: nats.url };
  const sink = await startChild('sink', 'sink.js', { PORT: String(ports.sink) }, log);
  await listening(sinkUrl);
  const dispatchEnv = { ...common, KOCHAVA_URL: sinkUrl, CONCURRENCY: String(concurrency) };
  const children = [
    sink,
    await startChild('dispatch', 'floor/dispatch.js', dispatchEnv, log),
    await startChild('transform', 'floor/transform.js', common, log),
    await startChild('ingest', 'floor/ingest.js', { ...common, PORT: String(ports.ingest) }, log),
  ];
  await listening(`http://127.0.0.1:${ports.ingest}`);
  return {
    pipeline: {
      uploadUrl: `http://127.0.0.1:${ports.ingest}/2/httpapi`,
      apiKey: 'floor',
      sinkUrl,
      pids: { ...Object.fromEntries(children.map(({ name, pid }) => [name, pid])), 'nats-server': nats.pid },
    },
    stop: async () => {
      for (const child of children.reverse()) await child.stop();
      await nats.stop();
    },
  };
}
