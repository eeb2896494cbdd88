import { Type, type Static } from '@sinclair/typebox';

/** Milliseconds since the epoch. */
export const Millis = Type.Integer({ minimum: 0 });
export const Id = Type.String({ minLength: 1, maxLength: 200 });

/**
 * The identifiers by which Kochava knows a device; only real, non-empty, non-zero ones (Kochava: a zero id means limited ad
 * tracking). A newer release may know more kinds: whoever reads goes by `deviceIdKinds`.
 */
export const DeviceIds = Type.Object({
  idfa: Type.Optional(Type.String({ minLength: 1 })),
  idfv: Type.Optional(Type.String({ minLength: 1 })),
  adid: Type.Optional(Type.String({ minLength: 1 })),
  android_id: Type.Optional(Type.String({ minLength: 1 })),
});
export type DeviceIds = Static<typeof DeviceIds>;
export const deviceIdKinds = ['idfa', 'idfv', 'adid', 'android_id'] as const;
export type DeviceIdKind = (typeof deviceIdKinds)[number];

/** `event`: a post-install event for /track/json; `link`: an IdentityLink call. */
export const DispatchKind = Type.Union([Type.Literal('event'), Type.Literal('link')]);
export type DispatchKind = Static<typeof DispatchKind>;
