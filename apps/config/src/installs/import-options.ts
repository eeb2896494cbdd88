import { parseArgs } from 'node:util';

export const importUsage = `Imports installs that Kochava has: what is held of their devices is released.

usage: npm run installs:import -- --sync SYNC [options] FILE
       npm run installs:import -- --sync SYNC --format csv|ndjson [options] -

  FILE                a .csv with a line of column names, or an .ndjson with an object a line; - is standard input
  --sync SYNC         the sync's id
  --format FORMAT     csv or ndjson; default: what the file's name ends with
  --dry-run           read and count everything, tell nobody
  --state FILE        how far it is; default FILE.import-state. The same file again goes on where it stopped
  --from-start        do not go on, begin anew; what was told is told once all the same
  --json              one JSON document at the end
  -h, --help          this text

Columns are kochava_device_id, idfa, idfv, adid, android_id, or what the sync maps for install postbacks. Rows that cannot be
read are listed and passed over; then the exit code is 2.

environment:
  KOCHAVA_STREAM_URL      where config is found; default http://127.0.0.1:8081
  KOCHAVA_STREAM_TOKEN    an API token with the role editor (required); or _FILE with its file
`;

/** What is asked of an import. */
export interface ImportOptions {
  readonly sync: string;
  readonly file: string;
  readonly csv: boolean;
  readonly dryRun: boolean;
  readonly state: string | undefined;
  readonly fromStart: boolean;
  readonly json: boolean;
}

/** The command line cannot be understood. */
export class BadUsage extends Error {
  override readonly name = 'BadUsage';
}

/** undefined = help is asked for. @throws BadUsage */
export function optionsIn(args: string[]): ImportOptions | undefined {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      sync: { type: 'string' },
      format: { type: 'string' },
      state: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      'from-start': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  const [file] = positionals;
  const { sync, json, 'dry-run': dryRun, 'from-start': fromStart } = values;
  if (sync === undefined || file === undefined || positionals.length > 1) {
    throw new BadUsage('a sync and one file are needed; --help says more');
  }
  const csv = formatOf(file, values.format) === 'csv';
  const state = file === '-' || dryRun ? undefined : (values.state ?? `${file}.import-state`);
  return { sync, file, csv, dryRun, state, fromStart, json };
}

function formatOf(file: string, given: string | undefined): 'csv' | 'ndjson' {
  const format = given ?? /\.(csv|ndjson)$/i.exec(file)?.[1]?.toLowerCase();
  if (format === 'csv' || format === 'ndjson') return format;
  throw new BadUsage('--format must be csv or ndjson');
}
