import { createServer } from 'node:net';
import { type AddressInfo } from 'node:net';

/** A host that nobody has a reason to call. */
export interface Elsewhere {
  readonly url: string;
  /** Connections. */
  readonly came: number;
  close(): Promise<void>;
}

export async function openElsewhere(): Promise<Elsewhere> {
  let came = 0;
  const server = createServer((socket) => {
    came += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.2', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.2:${port}`,
    get came() {
      return came;
    },
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}
