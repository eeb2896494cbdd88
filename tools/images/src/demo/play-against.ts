import { randomUUID } from 'node:crypto';
import { expectedRequests, faults, install, play, until, type Target, type Told } from '@kochava-stream/demo';
import { type LedgerRow, type SandboxStatus } from '@kochava-stream/kochava-sandbox';

/** A whole system that runs somewhere, with a Kochava sandbox behind it. */
export interface RunningSystem extends Target {
  readonly urls: Target['urls'] & { readonly sandbox: string };
}

export interface Played {
  /** What the sandbox received from this demonstration, in order. */
  readonly ledger: readonly LedgerRow[];
  /** Each way in which that is not what it must be; none = proved. */
  readonly problems: readonly string[];
}

/**
 * Plays the demonstration against a running system: makes a project and a sync, sends with the official Amplitude SDK,
 * reads the sandbox's ledger. May be repeated: every time is a project of its own.
 * @throws TookTooLong, ConfigApiFailed
 */
export async function playAgainst(system: RunningSystem, told: Told): Promise<Played> {
  const { last } = await control<SandboxStatus>(system, 'status');
  const ledger = (): Promise<LedgerRow[]> => control<LedgerRow[]>(system, `requests?since=${last}`);
  const apiKey = randomUUID().replaceAll('-', '');
  const installed = await install(system, apiKey, told);
  await play(system, apiKey, told, installed);
  await until('Kochava received everything', async () => (await ledger()).length >= expectedRequests);
  await until('the books balance', async () => {
    const counts = (await installed.config.counts(installed.project)).syncs[0];
    return counts !== undefined && counts.inFlight === 0 && counts.links['accepted'] === 2;
  });
  // What should not come would come now.
  await new Promise((resolve) => setTimeout(resolve, 500));
  const rows = await ledger();
  return { ledger: rows, problems: faults(rows) };
}

async function control<T>({ urls }: RunningSystem, path: string): Promise<T> {
  const response = await fetch(`${urls.sandbox}/_sandbox/${path}`, { signal: AbortSignal.timeout(10_000) });
  if (!response.ok) throw new Error(`${path}: the sandbox answered ${response.status}`);
  return (await response.json()) as T;
}
