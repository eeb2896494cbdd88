/** A server does not write every message through to the disk before it says so, or could not be asked. */
export class FsyncNotAlways extends Error {
  override readonly name = 'FsyncNotAlways';
}

interface Varz {
  jetstream?: { config?: { sync_always?: boolean } };
}

/** `always`: every message is on the disk before it is acknowledged. undefined: the server could not be asked. */
export type FsyncProof =
  | { readonly always: true }
  | { readonly always: false | undefined; readonly problem: string; readonly cause?: unknown };

/** Asks a server's monitoring port whether it fsyncs before every ack (`sync_interval: always`). */
export async function askForFsync(monitorUrl: string): Promise<FsyncProof> {
  const url = new URL('/varz', monitorUrl);
  let varz: Varz;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    if (!response.ok) throw new Error(`status ${response.status}`);
    varz = (await response.json()) as Varz;
  } catch (cause) {
    const problem = `${url.href} could not be asked whether the server fsyncs before every ack`;
    return { always: undefined, problem, cause };
  }
  if (varz.jetstream === undefined) return { always: false, problem: `${url.href}: the server runs without JetStream` };
  if (varz.jetstream.config?.sync_always !== true)
    return { always: false, problem: `${url.href}: the server's jetstream block lacks "sync_interval: always"` };
  return { always: true };
}

/** At least one of the servers proves it and none of them denies it. @throws FsyncNotAlways */
export async function verifyFsync(...monitorUrls: readonly string[]): Promise<void> {
  const proofs = await Promise.all(monitorUrls.map(askForFsync));
  const missing = proofs.filter((proof) => proof.always !== true);
  const worst = missing.find(({ always }) => always === false) ?? missing[0];
  if (worst === undefined || (worst.always === undefined && missing.length < proofs.length)) return;
  throw new FsyncNotAlways(worst.problem, { cause: worst.cause });
}

/** The addresses in NATS_MONITOR_URL: one for each server, comma separated. */
export function monitorUrls(text: string): string[] {
  return text
    .split(',')
    .map((url) => url.trim())
    .filter((url) => url !== '');
}
