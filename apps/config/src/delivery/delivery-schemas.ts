import { Type, type TSchema } from '@sinclair/typebox';
import { healthStates } from './health.ts';
import { rangeNames } from './range.ts';
import { stepNames } from './steps.ts';

const nullable = <S extends TSchema>(schema: S, options: { description?: string } = {}) =>
  Type.Union([schema, Type.Null()], options);
const oneOf = <T extends string>(names: readonly T[]) => Type.Union(names.map((name) => Type.Literal(name)));
const Time = Type.String({ format: 'date-time' });
const Count = Type.Integer({ minimum: 0 });
const Share = nullable(Type.Number({ minimum: 0 }), { description: 'from 0 to 1; null = there was nothing' });
const Seconds = Type.Number({ minimum: 0 });

/** How far back: a name, or two times. */
export const RangeQuery = Type.Object({
  range: Type.Optional(
    Type.Union(
      rangeNames.map((name) => Type.Literal(name)),
      { description: 'the last minutes, hours, days or weeks (1d when absent): in minutes up to 4 h, in hours beyond' },
    ),
  ),
  start: Type.Optional(
    Type.String({ maxLength: 40, description: 'instead of range: ISO 8601, within the last 90 days' }),
  ),
  end: Type.Optional(Type.String({ maxLength: 40, description: 'with start: ISO 8601; now when absent' })),
});

export const Latency = Type.Object(
  { p50: Seconds, p95: Seconds, p99: Seconds },
  { $id: 'Latency', description: 'from ingest to the answer of Kochava, seconds, within 5 %' },
);

const metrics = {
  eventsDelivered: Type.Integer({ minimum: 0, description: 'accepted by Kochava' }),
  eventsNotDelivered: Type.Integer({ minimum: 0, description: 'eventsExpired + eventsDiscarded' }),
  deliveryRate: nullable(Type.Number(), { description: 'delivered of those that ended; null = none ended' }),
  latencyInSeconds: nullable(Seconds, { description: '95 of 100 were faster; null = none was delivered' }),
  successOnFirstAttempt: Count,
  successAfterRetry: Count,
  eventsExpired: Type.Integer({ minimum: 0, description: 'tried for 72 h, in vain' }),
  eventsDiscarded: Type.Integer({
    minimum: 0,
    description: 'refused by Kochava for good, or without something that Kochava requires',
  }),
};

export const DeliveryMetrics = Type.Object(
  { ...metrics, latency: nullable(Latency) },
  { $id: 'DeliveryMetrics', description: 'by the names that Amplitude gives its own' },
);

export const Pending = Type.Object(
  {
    events: Type.Integer({ description: 'handed to the dispatcher and not ended yet' }),
    waiting: Type.Integer({ minimum: 0, description: 'messages that are not done' }),
    retrying: Type.Integer({ minimum: 0, description: 'calls that wait for their next attempt' }),
  },
  { $id: 'Pending' },
);

const about = {
  title: Type.String(),
  meaning: Type.String(),
  advice: Type.String({ description: 'what to do about it' }),
};

const Step = Type.Object(
  {
    step: oneOf(stepNames),
    n: Count,
    share: Share,
    before: nullable(Count, { description: 'in the period of the same length before; null = not known any more' }),
    reasons: Type.Array(Type.Object({ reason: Type.String(), n: Count, ...about })),
  },
  { $id: 'DeliveryStep' },
);

const SeriesPoint = Type.Object(
  {
    at: Time,
    received: Count,
    mapped: Count,
    delivered: Count,
    notDelivered: Count,
    retries: Type.Integer({ minimum: 0, description: 'attempts that failed and were to be repeated' }),
    latency: nullable(Latency),
  },
  { $id: 'DeliveryPoint' },
);

export const DeliveryError = Type.Object(
  {
    kind: Type.Union([Type.Literal('event'), Type.Literal('link')]),
    class: Type.String(),
    notDelivered: Count,
    retries: Count,
    samples: Type.Integer({ minimum: 0, description: 'how many there are to look at' }),
    ...about,
  },
  { $id: 'DeliveryError' },
);

export const Delivery = Type.Object(
  {
    sync: Type.String(),
    start: Time,
    end: Type.String({ format: 'date-time', description: 'without it' }),
    step: Type.Union([Type.Literal('minute'), Type.Literal('hour')]),
    steps: Type.Array(Step),
    pending: nullable(Pending, { description: 'now; null = NATS does not say' }),
    metrics: DeliveryMetrics,
    series: Type.Array(SeriesPoint),
    errors: Type.Array(DeliveryError),
  },
  { $id: 'Delivery' },
);

export const SampleQuery = Type.Object({
  kind: Type.Optional(oneOf(['event', 'link'])),
  class: Type.Optional(Type.String({ maxLength: 100, description: 'an error class; all when absent' })),
});

export const DeliverySample = Type.Object(
  {
    id: Type.String(),
    kind: Type.Union([Type.Literal('event'), Type.Literal('link')]),
    class: Type.String(),
    detail: nullable(Type.String(), {
      description: 'what the class alone does not say, e.g. which properties to deselect',
    }),
    at: Time,
    acceptedAt: Time,
    attempts: Count,
    syncVersion: Type.Integer(),
    insertId: nullable(Type.String()),
    traceId: nullable(Type.String()),
    youSent: nullable(Type.Unknown(), { description: 'the event as the SDK sent it; null = not stored any more' }),
    weSent: nullable(
      Type.Object({
        method: Type.Literal('POST'),
        path: Type.String(),
        userAgent: Type.String(),
        body: Type.String({ description: 'cut at 8,000 characters' }),
      }),
      { description: 'null = nothing was sent' },
    ),
    kochavaSaid: nullable(
      Type.Object({ status: Type.Integer(), body: Type.String({ description: 'cut at 1,000 characters' }) }),
      { description: 'null = nothing' },
    ),
  },
  { $id: 'DeliverySample' },
);
export const DeliverySamples = Type.Object({ samples: Type.Array(DeliverySample) }, { $id: 'DeliverySamples' });

export const Health = Type.Object(
  {
    state: oneOf(healthStates),
    reasons: Type.Array(
      Type.Object({
        code: Type.String(),
        state: Type.Union([Type.Literal('degraded'), Type.Literal('paused')]),
        message: Type.String(),
        advice: Type.String(),
        since: nullable(Time),
      }),
      { description: 'the gravest first' },
    ),
  },
  { $id: 'Health' },
);

export const Overview = Type.Object(
  {
    project: Type.String(),
    at: Time,
    syncs: Type.Array(
      Type.Object({
        id: Type.String(),
        name: Type.String(),
        status: Type.Union([Type.Literal('enabled'), Type.Literal('disabled')]),
        version: Type.Integer(),
        health: Health,
        pending: nullable(Pending),
        last24Hours: DeliveryMetrics,
        delivered: Type.Array(Count, { description: 'of each of the last 24 hours' }),
      }),
    ),
  },
  { $id: 'Overview' },
);

/** The answer of Amplitude's own delivery metrics API. */
export const MetricsSummary = Type.Object(
  {
    timePeriod: Type.String(),
    ...metrics,
    timePeriodStart: Type.String({ description: 'UTC, as 2022-10-01 06:00:00.000000' }),
    timePeriodEnd: Type.String(),
  },
  { $id: 'MetricsSummary' },
);
