import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';

/** Somebody else listens on the port. */
export class PortTaken extends Error {
  override readonly name = 'PortTaken';
  constructor(
    readonly port: number,
    /** The environment variable that chooses another port. */
    readonly variable: string,
    what: string,
  ) {
    super(`port ${port} for ${what} is taken: set ${variable} to a free port, or stop what listens there`);
  }
}

const given = new Set<number>();

/**
 * A port on the loopback interface that nobody listens on, never the same one twice. It lies below the range that the
 * system uses for outgoing connections: while a server is being restarted, no client (not even one that is
 * trying to reach it) can come to sit on its port.
 */
export async function freePort(): Promise<number> {
  const [from, to] = listenRange();
  for (let tries = 0; tries < 200; tries += 1) {
    const port = from + Math.floor(Math.random() * (to - from));
    if (!given.has(port) && (await isFree(port))) {
      given.add(port);
      return port;
    }
  }
  throw new Error(`no free port between ${from} and ${to}`);
}

/** @throws PortTaken */
export async function requirePort(port: number, variable: string, what: string): Promise<void> {
  if (!(await isFree(port))) throw new PortTaken(port, variable, what);
}

function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  return new Promise((resolve, reject) => {
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(error);
    });
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

function listenRange(): [number, number] {
  const usual: [number, number] = [15_000, 32_000];
  try {
    const lowest = Number(readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').split(/\s+/)[0]);
    return lowest > 16_000 ? [15_000, Math.min(lowest, 32_000)] : [20_000, 60_000];
  } catch {
    return usual;
  }
}
