import { readFile } from 'node:fs/promises';
import { documentParser, SyncConfig, type AmplitudeEvent } from '@kochava-stream/contracts';
import { dryRun } from '@kochava-stream/domain/routing';
import { type ImportOptions } from './options.ts';

/** Config does not tell about the sync. */
export class SyncNotRead extends Error {
  override readonly name = 'SyncNotRead';
}

const parse = documentParser(SyncConfig);

/**
 * How each event would end for a sync, if it were enabled: `sent`, or the rule or reason why not. A row of an export has all
 * of the user's properties in it, so that nothing else has to be known.
 */
export async function endsFor(sync: NonNullable<ImportOptions['sync']>): Promise<(event: AmplitudeEvent) => string[]> {
  const token = (await readFile(sync.tokenFile, 'utf8')).trim();
  const response = await fetch(new URL(`/api/syncs/${encodeURIComponent(sync.id)}`, sync.config), {
    headers: { authorization: `Bearer ${token}` },
  });
  const text = await response.text();
  if (!response.ok) throw new SyncNotRead(`config answered ${response.status}: ${text.slice(0, 300)}`);
  const document = parse(Buffer.from(JSON.stringify({ v: 1, ...(JSON.parse(text) as object) })));
  if (document === undefined) throw new SyncNotRead('config answered with no sync');
  return (event) => {
    const { end, links } = dryRun({ event, receivedAt: event.time, sync: document });
    const ended = end.what === 'dispatched' ? 'sent' : `${end.what} ${end.reason}`;
    return links.length > 0 ? [ended, 'with IdentityLink'] : [ended];
  };
}
