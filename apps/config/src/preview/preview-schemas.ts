import { DeviceIds } from '@kochava-stream/contracts';
import { Type, type TSchema } from '@sinclair/typebox';
import { SyncPatch } from '../syncs/requests.ts';
import { Version } from '../syncs/sync-schemas.ts';

/** What an event would cause, asked before it happens. */
export const PreviewRequest = Type.Object(
  {
    event: Type.Unknown({
      description: 'an Amplitude event as the HTTP API, an export or a webhook has it; or an upload',
    }),
    patch: Type.Optional(SyncPatch),
    remembered: Type.Optional(
      Type.Object(
        {
          userProperties: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
          ids: Type.Optional(DeviceIds),
        },
        {
          additionalProperties: false,
          description: 'what was known of the user and the device before; default: nothing',
        },
      ),
    ),
  },
  { additionalProperties: false, $id: 'PreviewRequest' },
);

export const KochavaRequest = Type.Object(
  {
    kind: Type.Union([Type.Literal('event'), Type.Literal('link')]),
    method: Type.Literal('POST'),
    path: Type.String(),
    headers: Type.Record(Type.String(), Type.String()),
    body: Type.String({ description: 'the exact bytes' }),
  },
  { $id: 'KochavaRequest' },
);

export const Preview = Type.Object(
  {
    version: Version,
    draft: Type.Boolean({ description: 'a patch was laid over the version' }),
    event: Type.Record(Type.String(), Type.Unknown(), { description: 'as ingest would store it' }),
    decision: Type.Object({
      what: Type.Union([Type.Literal('sent'), Type.Literal('filtered'), Type.Literal('dropped')]),
      reason: Type.String({ description: 'as it is counted; empty where it is sent' }),
      explanation: Type.String(),
    }),
    filters: Type.Array(
      Type.Object({
        holds: Type.Boolean(),
        actual: Type.Unknown({ description: 'what the filter found; null = nothing' }),
      }),
      { description: 'one for each filter, in their order' },
    ),
    request: Type.Union([KochavaRequest, Type.Null()]),
    links: Type.Object({
      requests: Type.Array(KochavaRequest),
      withdrawn: Type.Array(Type.String()),
      refused: Type.Array(Type.String(), { description: 'properties whose value looks like an e-mail address' }),
      explanation: Type.String(),
    }),
  },
  { $id: 'Preview' },
);

const nullable = <S extends TSchema>(schema: S) => Type.Union([schema, Type.Null()]);

export const TestResult = Type.Object(
  {
    preview: Preview,
    sent: Type.Array(
      Type.Object({
        request: KochavaRequest,
        url: nullable(Type.String()),
        outcome: Type.Union([Type.Literal('accepted'), Type.Literal('failed'), Type.Literal('unknown')]),
        explanation: Type.String(),
        reply: nullable(
          Type.Object({ status: Type.Integer(), body: Type.String({ description: 'its first 1,000 characters' }) }),
        ),
        class: nullable(Type.String({ description: 'how the reply was read; null = nothing was sent' })),
        tookMs: nullable(Type.Integer()),
      }),
      { description: 'the event, then the links; nothing more after one that was not accepted' },
    ),
  },
  { $id: 'TestResult' },
);
