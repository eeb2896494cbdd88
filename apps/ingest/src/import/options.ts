import { parseArgs } from 'node:util';

export const usage = `Sends files of Amplitude's Export API (.json.gz, .json, folders of them, .zip) to ingest, as any client sends events.

usage: npm run amplitude:import -- --api-key KEY --url URL [options] FILE …

  --api-key KEY      of the project, as its SDKs send it
  --url URL          of ingest, e.g. http://localhost:8080
  --from TIME        only events from then on, e.g. 2026-11-01 or 2026-11-01T12:00:00Z (UTC)
  --to TIME          only events before then
  --rate N           events a second, at most; default 1000
  --state FILE       how far it has come; run again with the same file to go on. Default amplitude-import.state.json
  --dry-run          sends nothing: counts the events by type, and what ingest would refuse
  --sync ID          with --dry-run: what this sync would send, and why not the rest; needs the next two
  --config URL       of config, e.g. http://localhost:8081
  --token-file FILE  with a token of config
  -h, --help         this text

An event that was stored before is found again by its insert_id within seven days; the state file keeps it from being sent at all.
Exits with 1 when it could not go on: what it has sent is stored, and the same command goes on from there.
`;

export interface ImportOptions {
  readonly files: readonly string[];
  readonly apiKey: string;
  readonly url: string;
  readonly from: number;
  readonly to: number;
  readonly rate: number;
  readonly state: string;
  readonly dryRun: boolean;
  readonly sync: { readonly id: string; readonly config: string; readonly tokenFile: string } | undefined;
}

/** What was asked for cannot be done as it is. */
export class WrongUsage extends Error {
  override readonly name = 'WrongUsage';
}

const text = { type: 'string' } as const;

/** @returns undefined when help is asked for @throws WrongUsage */
export function importOptions(args: readonly string[]): ImportOptions | undefined {
  const { values, positionals } = parsed(args);
  if (values.help === true) return undefined;
  const dryRun = values['dry-run'] === true;
  if (positionals.length === 0) throw new WrongUsage('name at least one file');
  return {
    files: positionals,
    apiKey: dryRun ? '' : given('api-key', values['api-key']),
    url: dryRun ? '' : given('url', values.url),
    from: timeOf('from', values.from, -Infinity),
    to: timeOf('to', values.to, Infinity),
    rate: rateOf(values.rate),
    state: values.state ?? 'amplitude-import.state.json',
    dryRun,
    sync: syncOf(values, dryRun),
  };
}

function given(name: string, value: string | undefined): string {
  if (value === undefined) throw new WrongUsage(`--${name} is missing`);
  return value;
}

function rateOf(given = '1000'): number {
  const rate = Number(given);
  if (!(rate > 0)) throw new WrongUsage('--rate must be a number above 0');
  return rate;
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        'api-key': text,
        url: text,
        from: text,
        to: text,
        rate: text,
        state: text,
        'dry-run': { type: 'boolean' },
        sync: text,
        config: text,
        'token-file': text,
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new WrongUsage(error instanceof Error ? error.message : String(error));
  }
}

function timeOf(name: string, given: string | undefined, otherwise: number): number {
  if (given === undefined) return otherwise;
  const zoned = /T.*(Z|[+-]\d\d:?\d\d)$/i.test(given) || !given.includes('T') ? given : `${given}Z`;
  const time = Date.parse(zoned);
  if (Number.isNaN(time)) throw new WrongUsage(`--${name} must be a time such as 2026-11-01 or 2026-11-01T12:00:00Z`);
  return time;
}

function syncOf(
  values: { sync?: string; config?: string; 'token-file'?: string },
  dryRun: boolean,
): ImportOptions['sync'] {
  const { sync: id, config, 'token-file': tokenFile } = values;
  if (id === undefined) return undefined;
  if (!dryRun) throw new WrongUsage('--sync goes with --dry-run: ingest sends to every sync of the project');
  if (config === undefined || tokenFile === undefined) throw new WrongUsage('--sync needs --config and --token-file');
  return { id, config, tokenFile };
}
