import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../process/run.ts';

const minutes = 60_000;

export interface Release {
  /** Of the release's files. */
  base: string;
  /** Name of the list of SHA-256 digests. */
  sums: string;
  /** What the list has the digest of. */
  digestOf: 'archive' | 'binary';
  /** The archive without `.tar.gz`, and the folder inside it. */
  folder: string;
  binary: string;
}

/** Fetches the official release for this machine, compares its SHA-256 with the release's list, unpacks it. */
export async function installRelease(scratch: string, release: Release): Promise<string> {
  const { base, sums, folder, digestOf } = release;
  const digests = (await fetched(`${base}/${sums}`, 10_000)).toString('utf8');
  const archive = await fetched(`${base}/${folder}.tar.gz`, 5 * minutes);
  if (digestOf === 'archive') checkSum(digests, `${folder}.tar.gz`, archive);
  const file = join(scratch, 'release.tar.gz');
  await writeFile(file, archive);
  await run('tar', ['-xzf', file, '-C', scratch], { timeoutMs: minutes });
  const binary = join(scratch, folder, release.binary);
  if (digestOf === 'binary') checkSum(digests, `${folder}/${release.binary}`, await readFile(binary));
  return binary;
}

/** @throws Error unless the list names the file with the digest of these bytes */
export function checkSum(sums: string, name: string, bytes: Uint8Array): void {
  const expected = sums
    .split('\n')
    .map((line) => line.trim().split(/\s+\*?/))
    .find(([, file]) => file === name)?.[0];
  if (expected === undefined) throw new Error(`the release's checksum list does not name ${name}`);
  const actual = createHash('sha256').update(bytes).digest('hex');
  if (actual !== expected.toLowerCase()) throw new Error(`the checksum of ${name} does not match: ${actual}`);
}

/** The name with this machine's system and processor, as releases of Go programs have it. @throws Error */
export function releaseName(name: string, separator = '-'): string {
  const cpu = { x64: 'amd64', arm64: 'arm64' }[process.arch as string];
  if (cpu === undefined || !['linux', 'darwin'].includes(process.platform)) {
    throw new Error(`no release is known for ${process.platform} on ${process.arch}`);
  }
  return `${name}${separator}${process.platform}-${cpu}`;
}

async function fetched(url: string, timeoutMs: number): Promise<Buffer> {
  let reply: Response;
  try {
    reply = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new Error(`${new URL(url).host} cannot be reached (${cause})`, { cause: error });
  }
  if (!reply.ok) throw new Error(`${url} answered ${reply.status}`);
  return Buffer.from(await reply.arrayBuffer());
}
