import { type Server } from 'node:http';
import { type Socket } from 'node:net';

/**
 * Keeps the connections that have not asked anything yet few: above `most` the one that has been silent longest is cut for
 * the new one. Each costs some 10 kB until `headersTimeout` ends it, so without it whoever opens them by the thousand decides
 * how much memory ingest takes. A client that asks as soon as it is connected never waits long enough to be the oldest.
 */
export function keepSilentConnectionsFew(server: Server, most: number): void {
  /** In the order in which they came. */
  const silent = new Set<Socket>();
  server.on('connection', (socket) => {
    silent.add(socket);
    socket.once('close', () => silent.delete(socket));
    if (silent.size <= most) return;
    const [oldest] = silent;
    if (oldest === undefined) return;
    silent.delete(oldest);
    oldest.destroy();
  });
  server.on('request', ({ socket }) => silent.delete(socket));
}
