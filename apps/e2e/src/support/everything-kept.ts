import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Nats } from '@kochava-stream/messaging';
import pg from 'pg';

/** Every row of every table of ours, as text. */
export async function databaseDump(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
        where schemaname not in ('pg_catalog', 'information_schema')`,
    );
    const texts: string[] = [];
    for (const { name } of tables) {
      const { rows } = await client.query<{ row: string }>(`select t::text as row from ${name} t`);
      texts.push(`${name}\n${rows.map(({ row }) => row).join('\n')}`);
    }
    return texts.join('\n');
  } finally {
    await client.end();
  }
}

/** Every message of every stream, those under the KV buckets too, with subjects and headers. */
export async function streamsDump({ jsm }: Nats): Promise<string> {
  const texts: string[] = [];
  for (const { config, state } of await jsm.streams.list().next()) {
    for (let seq = state.first_seq; seq <= state.last_seq; seq += 1) {
      const message = await jsm.streams.getMessage(config.name, { seq }).catch(() => null);
      if (message !== null)
        texts.push(`${config.name} ${message.subject} ${Buffer.from(message.data).toString('utf8')}`);
    }
  }
  return texts.join('\n');
}

/** The bytes of every file in a folder: what the servers wrote, deleted or not. */
export function filesDump(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');
}

/** The ways that a text may stand somewhere: as it is, in hexadecimal, in base64 wherever it begins. */
export function guises(text: string): string[] {
  const bytes = Buffer.from(text);
  const shifted = [0, 1, 2].map((by) => {
    const base64 = Buffer.concat([Buffer.alloc(by), bytes])
      .toString('base64')
      .replaceAll('=', '');
    // Not the characters that other bytes have a part in.
    return base64.slice(by === 0 ? 0 : by + 1, -2);
  });
  return [text, bytes.toString('hex'), ...shifted];
}
