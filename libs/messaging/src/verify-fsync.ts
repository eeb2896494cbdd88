/** The server does not write every message through to the disk before it says so, or could not be asked. */
export class FsyncNotAlways extends Error {
  override readonly name = 'FsyncNotAlways';
}

interface Varz {
  jetstream?: { config?: { sync_always?: boolean } };
}

/**
 * Asks a server's monitoring port whether it fsyncs before every ack (`sync_interval: always`).
 * @throws FsyncNotAlways
 */
export async function verifyFsync(monitorUrl: string): Promise<void> {
  const url = new URL('/varz', monitorUrl);
  let varz: Varz;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    if (!response.ok) throw new Error(`status ${response.status}`);
    varz = (await response.json()) as Varz;
  } catch (cause) {
    throw new FsyncNotAlways(`${url.href} could not be asked whether the server fsyncs before every ack`, { cause });
  }
  if (varz.jetstream === undefined) throw new FsyncNotAlways(`${url.href}: the server runs without JetStream`);
  if (varz.jetstream.config?.sync_always !== true)
    throw new FsyncNotAlways(`${url.href}: the server's jetstream block lacks "sync_interval: always"`);
}
