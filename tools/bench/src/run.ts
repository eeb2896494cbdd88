import { connect } from 'node:net';
import { type Pipeline } from './measure.ts';

/** A pipeline that runs, and the way to end it. */
export interface Run {
  readonly pipeline: Pipeline;
  stop(): Promise<void>;
}

/** Waits until something listens at the address, whatever it answers. */
export async function listening(url: string): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const up = await new Promise<boolean>((resolve) => {
      const { hostname, port } = new URL(url);
      const socket = connect(Number(port), hostname, () => resolve(true));
      socket.on('error', () => resolve(false));
      socket.on('connect', () => socket.destroy());
    });
    if (up) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nothing listens at ${url}`);
}
