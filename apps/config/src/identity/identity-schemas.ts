import { Type, type TSchema } from '@sinclair/typebox';
import { heldStates } from './links-store.ts';

const strict = { additionalProperties: false };
const Time = Type.String({ format: 'date-time' });
const orNull = <S extends TSchema>(schema: S, description?: string) =>
  Type.Union([schema, Type.Null()], description === undefined ? {} : { description });
const Count = Type.Integer({ minimum: 0 });
const valuesAndLinks = {
  held: Count,
  released: Count,
  accepted: Count,
  expired: Count,
  notDelivered: Count,
  refused: Count,
};
const State = Type.Union(
  heldStates.map((state) => Type.Literal(state)),
  {
    description:
      'unconfirmed: Kochava is not known to have the device; no-identifier: it is, but by none of idfa, idfv, adid and ' +
      'android_id; behind-in-flight: an earlier link of the device has no end yet; due: only the settle delay, or the sync ' +
      'being enabled, is missing',
  },
);
const held = {
  devices: Type.Integer({ minimum: 0, description: 'of which something is held now' }),
  atLeast: Type.Boolean({ description: 'true: there are more than were counted' }),
};
const Ids = Type.Record(Type.String(), Type.Array(Type.String()), { description: 'by kind, the newest last' });

export const Identity = Type.Object(
  {
    sync: Type.String(),
    start: Time,
    end: Time,
    step: Type.Union([Type.Literal('minute'), Type.Literal('hour')]),
    totals: Type.Object(valuesAndLinks),
    series: Type.Array(
      Type.Object(
        { at: Time, ...valuesAndLinks },
        {
          $id: 'IdentityPoint',
          description:
            'held, released, expired, refused (it looks like an e-mail address): values of one name; accepted, notDelivered: ' +
            'links, of one or more values',
        },
      ),
    ),
    holds: Type.Object({
      ...held,
      oldest: orNull(Time, 'since when; null = nothing is held'),
      states: Type.Array(Type.Object({ state: State, ...held, oldest: Time })),
      ages: Type.Array(
        Type.Object({
          fromSeconds: Type.Integer(),
          toSeconds: orNull(Type.Integer(), 'null = older'),
          ...held,
        }),
      ),
    }),
    confirmations: Type.Array(Type.Object({ source: Type.String(), devices: Count, last: Time }), {
      description: 'devices that became known to be at Kochava, ever, by what said so first; `last`: when one did last',
    }),
    terms: Type.Object({ settleSeconds: Type.Number(), expireDays: Type.Number() }),
  },
  { $id: 'Identity' },
);

export const DevicesQuery = Type.Object({
  q: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 600,
      description: 'a kochava_device_id, idfa, idfv, adid or android_id, whole; without it: devices with a hold',
    }),
  ),
  state: Type.Optional(State),
  limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
  before: Type.Optional(Type.String({ maxLength: 800, description: 'the `next` of the page before' })),
});

const Value = Type.Object({ name: Type.String(), value: Type.String() });
export const Device = Type.Object(
  {
    device: Type.String({ description: 'kochava_device_id' }),
    confirmation: orNull(
      Type.Object({
        by: Type.String({
          description: 'event: Kochava accepted one; else by which door it became known that Kochava has the install',
        }),
        at: Time,
        settledAt: Time,
        generation: Type.Integer({ description: 'grows with every new id: a reinstall, a reset advertising id' }),
        ids: Ids,
      }),
      'null = Kochava is not known to have the device',
    ),
    known: Ids,
    hold: orNull(
      Type.Object({
        state: State,
        since: Time,
        dueAt: orNull(Time),
        expiresAt: Time,
        values: Type.Array(Type.Object({ ...Value.properties, requestedAt: Time, since: Time, expiresAt: Time })),
      }),
    ),
    inFlight: orNull(Type.Object({ dispatch: Type.String(), values: Type.Array(Value), untied: Type.Boolean() })),
    accepted: Type.Array(
      Type.Object({
        name: Type.String(),
        value: orNull(Type.String(), 'null = not known: a link with this name was given up'),
        at: Time,
        disputed: Type.Boolean(),
        untied: Type.Boolean({ description: 'Kochava took it before it was known to have the device' }),
      }),
    ),
    syncVersion: orNull(Type.Integer(), 'of the newest request'),
  },
  { $id: 'LinkedDevice' },
);
export const DeviceList = Type.Object({ devices: Type.Array(Device), next: orNull(Type.String()) });

export const HistoryQuery = Type.Object({
  limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
  before: Type.Optional(Type.String({ pattern: '^[1-9][0-9]{0,8}$', description: 'the `next` of the page before' })),
});
export const DeviceHistory = Type.Object(
  {
    device: Device,
    warning: orNull(Type.String(), 'what is to be known before a release by hand'),
    facts: Type.Array(
      Type.Object({
        version: Type.Integer(),
        type: Type.String(),
        at: Time,
        text: Type.String(),
        data: Type.Unknown({ description: 'as it stands in the log' }),
      }),
    ),
    next: orNull(Type.String()),
    orders: Type.Array(
      Type.Object({
        id: Type.String(),
        type: Type.String(),
        who: Type.String(),
        why: Type.String(),
        askedAt: Time,
        at: Time,
        result: Type.String(),
      }),
      { description: 'what people asked for, the newest first' },
    ),
  },
  { $id: 'DeviceHistory' },
);

export const ByHand = Type.Object(
  { why: Type.String({ minLength: 1, maxLength: 1000, pattern: '\\S', description: 'for the log' }) },
  { ...strict, $id: 'ByHand' },
);
export const Ordered = Type.Object(
  {
    orders: Type.Array(
      Type.Object({
        id: Type.String(),
        result: orNull(
          Type.String(),
          'done; or why nothing was: nothing-held, in-flight, no-identifier, sync-off, not-selected, unknown-sync, replaced; ' +
            'null = the linker has not answered yet',
        ),
      }),
    ),
    warning: orNull(Type.String()),
  },
  { $id: 'Ordered' },
);
