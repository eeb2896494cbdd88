import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, type Socket } from 'node:net';
import { type App } from './apps.ts';
import { type Rule } from './behaviour.ts';
import { answer, control, isControl, statusOf, type SandboxStatus } from './control/routes.ts';
import { FarEnd } from './far-end.ts';
import { type LedgerRow } from './ledger.ts';
import { failure } from './reply.ts';

export interface SandboxOptions {
  /** 0 or absent = a free one. */
  port?: number;
  /** Default 127.0.0.1. */
  host?: string;
  /** Environment variable that an error about a taken port names. */
  portVariable?: string;
  apps?: readonly App[];
  /** What happens to an App GUID that is not in `apps`; default accept. */
  unknownApps?: 'accept' | 'refuse';
  /** Rows kept at most; default a million. */
  maxLedger?: number;
  /** Bytes of heads and bodies kept at most; default 512 MB. */
  maxLedgerBytes?: number;
  /** Device identifiers known at most; default five million. */
  maxDevices?: number;
}

export interface Sandbox {
  readonly url: string;
  readonly port: number;
  /** The ledger's rows numbered above `since`, oldest first. */
  requests(since?: number): LedgerRow[];
  status(): SandboxStatus;
  /** Adds rules after those in force. */
  behave(rules: readonly Rule[], seed?: number): void;
  clearBehaviour(): void;
  addApps(apps: readonly App[]): void;
  /** Empties the ledger; what is known of devices only if asked to. */
  clear(also?: { devices?: boolean }): void;
  close(): Promise<void>;
}

/** Somebody else listens on the port. */
export class SandboxPortTaken extends Error {
  override readonly name = 'SandboxPortTaken';
}

/** Starts a Kochava that is as strict as the documents, remembers everything, and misbehaves when told to. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const farEnd = new FarEnd(options);
  // Longer than any sender keeps a connection: who closes first decides who sees the reset.
  const server = createServer({ keepAliveTimeout: 120_000, requestTimeout: 0 }, (request, response) => {
    serve(farEnd, request, response).catch((error: unknown) => fail(response, error));
  });
  server.on('clientError', refuseMalformed);
  await listen(server, options);
  const { address, port } = server.address() as AddressInfo;
  const host = address === '0.0.0.0' || address === '::' ? '127.0.0.1' : address;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,
    requests: (since = 0) => [...farEnd.ledger.rows(since)],
    status: () => statusOf(farEnd),
    behave: (rules, seed) => farEnd.behaviour.add(rules, seed),
    clearBehaviour: () => farEnd.behaviour.clear(),
    addApps: (apps) => farEnd.apps.add(apps),
    clear: ({ devices = false } = {}) => farEnd.clear(devices),
    close: () => close(server),
  };
}

function serve(farEnd: FarEnd, request: IncomingMessage, response: ServerResponse): Promise<void> {
  return isControl(request.url ?? '/') ? control(farEnd, request, response) : farEnd.take(request, response);
}

/** A sender that hung up is no error; anything else is one of the sandbox itself. */
function fail(response: ServerResponse, error: unknown): void {
  if (response.destroyed || response.headersSent) response.destroy();
  else answer(response, 500, `the sandbox failed: ${String(error)}`);
}

function refuseMalformed(error: Error, socket: Socket): void {
  if (!socket.writable) return;
  const body = failure(`not HTTP: ${error.message}`);
  const head = `HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n`;
  socket.end(`${head}connection: close\r\n\r\n${body}`);
}

function listen(
  server: Server,
  { port = 0, host = '127.0.0.1', portVariable = 'PORT' }: SandboxOptions,
): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const advice = `set ${portVariable} to a free port, or stop what listens there`;
      const taken = `port ${port} for the Kochava sandbox is taken: ${advice}`;
      reject(cause.code === 'EADDRINUSE' ? new SandboxPortTaken(taken, { cause }) : cause);
    });
    server.listen(port, host, resolve);
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
