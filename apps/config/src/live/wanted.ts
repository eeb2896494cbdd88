import { eventShard, receivedEvents, type AmplitudeEvent } from '@kochava-stream/contracts';
import { Type, type Static } from '@sinclair/typebox';

const Text = (description: string) => Type.Optional(Type.String({ minLength: 1, maxLength: 600, description }));

/** Which events somebody wants to see; what is not given may be anything. */
export const wantedFields = {
  device: Text('the device_id that the app sent'),
  user: Text('the user_id'),
  event: Text('the event type'),
  insertId: Text('the insert_id'),
};
export type Wanted = { readonly [K in keyof typeof wantedFields]?: Static<(typeof wantedFields)[K]> | undefined };

const fieldOf = { device: 'device_id', user: 'user_id', event: 'event_type', insertId: 'insert_id' } as const;
const asked = Object.keys(fieldOf) as (keyof typeof fieldOf)[];

/**
 * What must stand in the bytes of a chunk with such an event, as ingest writes it: looking for that is some fifty times
 * as fast as reading every chunk.
 */
export function needlesOf(project: string, wanted: Wanted): Buffer[] {
  const fields = asked.flatMap((name) => {
    const value = wanted[name];
    return value === undefined ? [] : [{ [fieldOf[name]]: value }];
  });
  return [{ project }, ...fields].map((field) => Buffer.from(JSON.stringify(field).slice(1, -1)));
}

export function contains(bytes: Uint8Array, needles: readonly Buffer[]): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return needles.every((needle) => text.includes(needle));
}

export function isWanted(event: AmplitudeEvent, wanted: Wanted): boolean {
  return asked.every((name) => wanted[name] === undefined || event[fieldOf[name]] === wanted[name]);
}

/** The subject in which the events are: one shard where the device is known. */
export function subjectFor(project: string, { device }: Wanted, shards: number): string {
  if (device === undefined) return `${receivedEvents.name}.*`;
  return receivedEvents.subject({ shard: eventShard(project, { device_id: device }, shards) });
}
