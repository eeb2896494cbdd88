import { type OutcomeGates, type Sample } from '@kochava-stream/contracts';
import { type Tx } from '@kochava-stream/persistence';

/** Of each sync, kind and class. */
const samplesKept = 5;
/** A dispatcher tells every 20 s; who has been silent for so long is gone for good. */
const reportsKept = '1 hour';

/** Takes each dispatcher's newest report for everything that it told before. */
export async function storeGates(tx: Tx, reports: readonly OutcomeGates[]): Promise<void> {
  const newest = new Map<string, OutcomeGates>();
  for (const report of reports) {
    if (report.at >= (newest.get(report.dispatcher)?.at ?? 0)) newest.set(report.dispatcher, report);
  }
  if (newest.size === 0) return;
  const rows = [...newest.values()];
  await tx.query(
    'config_gates_store',
    `insert into gate_report (dispatcher, at, gates) select * from unnest($1::text[], $2::timestamptz[], $3::json[])
       on conflict (dispatcher) do update set at = excluded.at, gates = excluded.gates where gate_report.at <= excluded.at`,
    [
      rows.map(({ dispatcher }) => dispatcher),
      rows.map(({ at }) => new Date(at)),
      rows.map(({ gates }) => storable(gates)),
    ],
  );
}

/** Keeps the last few samples of each sync, kind and class. */
export async function storeSamples(tx: Tx, samples: readonly Sample[]): Promise<void> {
  if (samples.length === 0) return;
  await tx.query(
    'config_samples_store',
    `insert into failure_sample (id, project, sync, kind, class, at, sample)
       select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::json[])
       on conflict (id) do nothing`,
    [
      samples.map(({ id }) => id),
      samples.map(({ project }) => project),
      samples.map(({ sync }) => sync),
      samples.map(({ kind }) => kind),
      samples.map((sample) => sample.class),
      samples.map(({ at }) => new Date(at)),
      samples.map(storable),
    ],
  );
  await tx.query(
    'config_samples_trim',
    `delete from failure_sample s using (
       select id, row_number() over (partition by sync, kind, class order by at desc, id) as place
         from failure_sample where sync = any($1)
     ) as ranked
     where ranked.id = s.id and ranked.place > $2`,
    [[...new Set(samples.map(({ sync }) => sync))], samplesKept],
  );
}

/** People's data does not stay longer than it is of use. */
export async function forgetNotes(tx: Tx): Promise<void> {
  await tx.query('config_samples_forget', "delete from failure_sample where at < now() - interval '7 days'", []);
  await tx.query('config_gates_forget', `delete from gate_report where at < now() - interval '${reportsKept}'`, []);
}

/** Postgres keeps neither NUL nor half a character, and Kochava may say anything. */
function storable(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'string' ? part.replaceAll('\0', '').toWellFormed() : part,
  );
}
