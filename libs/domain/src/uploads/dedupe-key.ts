import { hash } from 'node:crypto';
import { type AmplitudeEvent } from '@kochava-stream/contracts';

/** An `insert_id` is taken once in this time, counted from the upload that was first to carry it. */
export const dedupeWindowMs = 7 * 24 * 3_600_000;

/**
 * What makes two events the same to Amplitude: project, device (without one: the user) and `insert_id`. 16 bytes of
 * SHA-256, as 32 hex digits. A key always falls into one shard, since the shard hashes the first two parts.
 * Undefined without an `insert_id`: such an event repeats nothing.
 */
export function dedupeKey(project: string, event: AmplitudeEvent): string | undefined {
  const insertId = event.insert_id;
  if (insertId === undefined || insertId === '') return undefined;
  const byDevice = event.device_id !== undefined;
  const id = event.device_id ?? event.user_id ?? '';
  // The lengths keep the parts apart, whatever characters they contain.
  const parts = `${project.length}:${project}${byDevice ? 'd' : 'u'}${id.length}:${id}${insertId}`;
  return hash('sha256', parts, 'hex').slice(0, 32);
}
