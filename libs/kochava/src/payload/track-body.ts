import { type DeviceIds, type SyncConfig } from '@kochava-stream/contracts';
import { ConsentReading, type LeftOut } from './consent-reading.ts';
import { deviceVersion } from './device-version.ts';
import { eventData } from './event-data.ts';
import { gdprConsent } from './gdpr-consent.ts';
import { writeJson } from './json-writer.ts';
import { type MappingSource } from './mapping-source.ts';
import { valueWithin } from './path-value.ts';
import { type Platform } from './platform.ts';
import { flagOf, textOf } from './scalar-values.ts';
import { trackingConsent } from './tracking-consent.ts';

/** What has been found and checked for one event or install before its body is written. */
export interface TrackFacts {
  readonly name: string;
  readonly kochavaDeviceId: string;
  /** At least one. */
  readonly ids: DeviceIds;
  readonly ip: string;
  /** Seconds since the epoch. */
  readonly usertime: number;
  /** Raw; empty = the event has none. */
  readonly userAgent: string;
  readonly platform: Platform | undefined;
}

/** A body, and the consents that could not be in it. */
export interface TrackBody {
  readonly body: string;
  readonly leftOut: readonly LeftOut[];
}

/**
 * The body of one post-install event, in the order of Kochava's sample; of a sync of kind `install` that of an install. An
 * install is the same device told by the same mappings: only its action is another, its app version stands at the top
 * (Kochava, Install Authentication Integration), and it has neither a name nor values of its own.
 */
export function trackBody(facts: TrackFacts, source: MappingSource, sync: SyncConfig): TrackBody {
  const install = sync.kind === 'install';
  const appVersion = textOf(source.event['app_version']) ?? textOf(source.event['version_name']);
  const consents = new ConsentReading(source, sync.mappings);
  const body = writeJson({
    action: install ? 'install' : 'event',
    kochava_app_id: sync.appGuid,
    app_ver: install ? appVersion : undefined,
    kochava_device_id: facts.kochavaDeviceId,
    data: {
      usertime: facts.usertime,
      app_version: install ? undefined : appVersion,
      device_ver: deviceVersion(source.event),
      device_ids: facts.ids,
      device_ua: facts.userAgent,
      event_name: install ? undefined : facts.name,
      origination_ip: facts.ip,
      currency: install ? undefined : currency(source, sync),
      app_tracking_transparency: asksForConsent(facts) ? trackingConsent(consents) : undefined,
      gdpr_privacy_consent: gdprConsent(consents),
      device_limit_tracking: consents.field('device_limit_tracking', flagOf),
      event_data: install ? undefined : eventData(source, sync.sendEvents.properties),
    },
  });
  return { body, leftOut: consents.leftOut };
}

/** What the event says, else the sync's, else none: a guessed currency falsifies revenue. */
function currency(source: MappingSource, sync: SyncConfig): string | undefined {
  return (
    textOf(source.event['currency']) ??
    textOf(valueWithin(source.event['event_properties'], '$currency')) ??
    textOf(sync.sendEvents.currency)
  );
}

/** An IDFA is proof enough of Apple's tracking rules where the platform is not known. */
function asksForConsent({ platform, ids }: TrackFacts): boolean {
  return platform === undefined ? ids.idfa !== undefined : platform.att;
}
