import { Type, type Static, type TLiteral, type TSchema } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import { Id } from './fields.ts';
import { inNewestVersion, type Upcasts } from './versions.ts';

const Flag = Type.Boolean();
const Names = Type.Array(Type.String({ minLength: 1 }));
const oneOf = <T extends string>(...names: T[]) => Type.Union(names.map((name) => Type.Literal(name)));

export const filterOperators = [
  'is',
  'is not',
  'contains',
  'does not contain',
  'is greater than',
  'is less than',
  'is at least',
  'is at most',
  'matches one of',
  'is set',
  'is not set',
] as const;

/** A condition on an event. All conditions of a sync must hold; one of `values` suffices (none, for the `not` forms). */
export const Filter = Type.Object({
  /** Whose property: the event's, the user's, a group of the event, or a field of the event itself such as `platform`. */
  on: Type.Union([Type.Literal('event'), Type.Literal('user'), Type.Literal('group'), Type.Literal('context')]),
  property: Type.String({ minLength: 1 }),
  operator: Type.Union(filterOperators.map((name) => Type.Literal(name))),
  values: Type.Array(Type.Union([Type.String(), Type.Number(), Type.Boolean()])),
});
export type Filter = Static<typeof Filter>;

/**
 * Where Kochava's fields come from: a path into the Amplitude event such as `device_id`, `ip`, `idfa`,
 * `user_properties.android_id`, `event_properties.att`. Null or absent = not mapped.
 */
export const Mappings = Type.Object({
  kochava_device_id: Type.String({ minLength: 1 }),
  ip: Type.String({ minLength: 1 }),
  idfa: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  idfv: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  adid: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  android_id: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  /** `app_tracking_transparency`: each from a mapped value or not sent. */
  att: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  att_time: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  att_duration: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  att_detail: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  device_limit_tracking: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  gdpr_applies: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  tc_string: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  ad_user_data: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  ad_personalization: Type.Optional(Type.Union([Type.String(), Type.Null()])),
});
export type Mappings = Static<typeof Mappings>;

export const SendEvents = Type.Object({
  enabled: Flag,
  /** Amplitude event types to send; none selected = none sent. */
  events: Names,
  filters: Type.Array(Filter),
  /** Properties sent inside `event_data`; none selected = none sent. */
  properties: Type.Object({ event: Names, user: Names }),
  /** Amplitude event type to Kochava event name. */
  rename: Type.Record(Type.String(), Type.String({ minLength: 1 })),
  /** ISO 4217; null = only what the event itself says. */
  currency: Type.Union([Type.String(), Type.Null()]),
});
export type SendEvents = Static<typeof SendEvents>;

/** How a sync's calls are paced. */
export const Delivery = Type.Object({
  /** Calls a second, at most; absent = as fast as Kochava takes them. */
  maxPerSecond: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
  /** For how long a call is tried again, from when its event was accepted; absent = 72 h, which is the most. */
  retryHours: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 72 })),
});
export type Delivery = Static<typeof Delivery>;

/** Which query parameter of an install postback carries what: Kochava's macro names vary. */
export const PostbackParameters = Type.Object({
  kochava_device_id: Type.Optional(Type.String({ minLength: 1 })),
  idfa: Type.Optional(Type.String({ minLength: 1 })),
  idfv: Type.Optional(Type.String({ minLength: 1 })),
  adid: Type.Optional(Type.String({ minLength: 1 })),
  android_id: Type.Optional(Type.String({ minLength: 1 })),
  /** Where it is mapped, only `_install` is an install. */
  event_name: Type.Optional(Type.String({ minLength: 1 })),
});
export type PostbackParameters = Static<typeof PostbackParameters>;

export const Postbacks = Type.Object({
  parameters: PostbackParameters,
  /** SHA-256 of the secrets in the postback URL, hex; several while one is being rotated. Absent = no door. */
  secretHashes: Type.Optional(Type.Array(Type.String({ pattern: '^[0-9a-f]{64}$' }))),
});
export type Postbacks = Static<typeof Postbacks>;

/** A sync as every service sees it: without secrets. Key `sync.<id>` of the bucket sync-config. */
export const SyncConfig = Type.Object({
  v: Type.Literal(1),
  id: Id,
  project: Id,
  /** Which of Amplitude's two Kochava destinations it is. Absent = post-install. */
  kind: Type.Optional(oneOf('post-install', 'install')),
  /** Grows by one with every change; travels with every dispatch. */
  version: Type.Integer({ minimum: 1 }),
  status: Type.Union([Type.Literal('enabled'), Type.Literal('disabled')]),
  name: Type.String({ minLength: 1 }),
  /** Empty only while the sync is disabled. */
  appGuid: Type.String(),
  authentication: Type.Object({ enabled: Flag }),
  sendEvents: SendEvents,
  mappings: Mappings,
  sendUsers: Type.Object({
    enabled: Flag,
    properties: Names,
    /** What becomes of a value that looks like an e-mail address; Kochava asks not to be sent any. Absent = refuse. */
    emails: Type.Optional(oneOf('refuse', 'sha256', 'allow')),
  }),
  hold: Type.Object({
    settleSeconds: Type.Number({ minimum: 0 }),
    expireDays: Type.Number({ exclusiveMinimum: 0 }),
    /** What shows that Kochava has a device. Absent = install-or-event. */
    confirmBy: Type.Optional(oneOf('install-or-event', 'install')),
    /** Amplitude event types that say that the app was installed, and with it that Kochava has the device. Absent = none. */
    installEvents: Type.Optional(Names),
  }),
  /** Calls to Kochava at a time, at most. */
  concurrency: Type.Integer({ minimum: 1, maximum: 1000 }),
  delivery: Type.Optional(Delivery),
  postbacks: Type.Optional(Postbacks),
});
export type SyncConfig = Static<typeof SyncConfig>;

/** A project as ingest needs it. Key `project.<id>` of the bucket sync-config. */
export const ProjectConfig = Type.Object({
  v: Type.Literal(1),
  id: Id,
  name: Type.String(),
  /** Keys that SDKs send; several while one is being rotated. */
  apiKeys: Type.Array(Type.String({ minLength: 1 })),
  /** SHA-256 of the secrets that Amplitude's webhooks send, hex; several while one is being rotated. Absent = no door. */
  webhookSecretHashes: Type.Optional(Type.Array(Type.String({ pattern: '^[0-9a-f]{64}$' }))),
});
export type ProjectConfig = Static<typeof ProjectConfig>;

/**
 * A sync's Kochava credentials, sealed: AES-256-GCM under a data key, which is sealed under the key `kid`.
 * Key `sync.<id>` of the bucket sync-secrets. All binary values base64.
 */
export const SyncSecrets = Type.Object({
  v: Type.Literal(1),
  sync: Id,
  /** Part of the additional authenticated data, with the sync's id. */
  secretVersion: Type.Integer({ minimum: 1 }),
  kid: Type.String({ minLength: 1 }),
  wrappedKey: Type.String({ minLength: 1 }),
  sealed: Type.String({ minLength: 1 }),
});
export type SyncSecrets = Static<typeof SyncSecrets>;

/** The KV buckets and what their keys hold. */
export const kvBuckets = { config: 'sync-config', secrets: 'sync-secrets' } as const;
export const kvKeys = {
  sync: (id: string) => `sync.${id}`,
  project: (id: string) => `project.${id}`,
  /** Present once config has published everything it knows: an empty bucket is not "no projects". */
  ready: 'ready',
} as const;

/** A document carries its version too, and is read as messages are. */
type Document = TSchema & { readonly properties: { readonly v: TLiteral<number> } };

/** One compiled check per document; the parser returns undefined for what does not fit. */
export function documentParser<S extends Document>(
  schema: S,
  upcasts: Upcasts = {},
): (bytes: Uint8Array) => Static<S> | undefined {
  const check = TypeCompiler.Compile(schema);
  const of = { name: 'document', version: schema.properties.v.const, upcasts };
  return (bytes) => {
    try {
      const body = inNewestVersion(of, JSON.parse(Buffer.from(bytes).toString('utf8')));
      return check.Check(body) ? (body as Static<S>) : undefined;
    } catch {
      return undefined;
    }
  };
}
