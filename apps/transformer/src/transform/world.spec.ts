import { type SyncConfig, type UploadPart, type Count } from '@kochava-stream/contracts';
import { dedupeKey } from '@kochava-stream/domain/uploads';
import { anAmplitudeEvent, aSync, anUpload } from '@kochava-stream/testing';
import { type ProfileRow } from '@kochava-stream/domain/profiles';
import { type Received } from '@kochava-stream/domain/routing';
import { transform, type Transformed } from './transform.ts';

type Fields = Record<string, unknown>;

let insertIds = 0;
export const event = (fields: Fields = {}, upload: Partial<UploadPart> = {}): Received => {
  const built = anAmplitudeEvent({ insert_id: `i-${(insertIds += 1)}`, ...fields });
  const part = anUpload({ ...upload, events: [built] });
  return { part, event: built, key: dedupeKey(part.project, built) };
};
export const identify = (fields: Fields): Received =>
  event({ event_type: '$identify', idfv: undefined, platform: undefined, os_name: undefined, ...fields });

/** What stays between batches, as the database would keep it. */
export class World {
  readonly #profiles = new Map<string, ProfileRow>();
  readonly #keys = new Set<string>();

  constructor(private readonly syncs: readonly SyncConfig[]) {}

  batch(...events: Received[]): Transformed {
    const asked = events.flatMap(({ key }) => key ?? []);
    const done = transform({
      events,
      repeated: new Set(asked.filter((key) => this.#keys.has(key))),
      profiles: [...this.#profiles.values()],
      syncsOf: (project) => this.syncs.filter((sync) => sync.project === project),
    });
    for (const key of asked) this.#keys.add(key);
    for (const { received } of done.poisoned) this.#keys.delete(received.key ?? '');
    for (const row of done.profiles) {
      expect(row.version).toBe(this.#profiles.get(row.key)?.version ?? 0);
      const stored = JSON.parse(JSON.stringify(row.profile)) as ProfileRow['profile'];
      this.#profiles.set(row.key, { ...row, version: row.version + 1, profile: stored });
    }
    return done;
  }

  state(): unknown {
    return [...this.#profiles.values()].map(({ key, profile }) => [key, profile]).sort();
  }
}

export const given = (syncs: readonly SyncConfig[] = [aSync()], ...before: Received[]) => {
  const world = new World(syncs);
  if (before.length > 0) world.batch(...before);
  return world;
};
export const ends = ({ counts }: Transformed): string[] =>
  balanced(counts)
    .map(({ sync, what, reason, n }) => [sync ?? '-', what, reason, n].join(' ').replace('  ', ' '))
    .sort();
export const bodies = (done: Transformed, sync = 'sync-1'): any[] =>
  (done.dispatches.get(sync) ?? []).map(({ mapped }) => JSON.parse(mapped.body) as unknown);
export const links = (done: Transformed): unknown[] =>
  done.links.map(({ kochavaDeviceId, properties }) => [kochavaDeviceId, { ...properties }]);

const routes: readonly Count['what'][] = ['filtered', 'dropped', 'dispatched'];

/** The counts without `routed`, once it is checked that it is the sum of what became of the events, sync by sync. */
export function balanced(counts: readonly Count[]): Count[] {
  const sum = (sync: string, what: readonly Count['what'][]) =>
    counts.filter((row) => row.sync === sync && what.includes(row.what)).reduce((all, { n }) => all + n, 0);
  for (const sync of new Set(counts.map((row) => row.sync))) {
    if (sync !== null) expect([sync, sum(sync, routes)]).toEqual([sync, sum(sync, ['routed'])]);
  }
  return counts.filter(({ what }) => what !== 'routed');
}
