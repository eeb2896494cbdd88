import { Type } from '@sinclair/typebox';

const Count = Type.Integer({ minimum: 0 });

export const ImportQuery = Type.Object({
  dryRun: Type.Optional(Type.Boolean({ default: false, description: 'true: read and count, and tell nobody' })),
});

export const ImportAnswer = Type.Object(
  {
    dryRun: Type.Boolean(),
    rows: Type.Integer({ minimum: 0, description: 'read, whatever became of them' }),
    stored: Type.Integer({ minimum: 0, description: 'told to the linker; in a dry run, that would be' }),
    otherEvents: Count,
    withoutIdentifier: Type.Integer({ minimum: 0, description: 'nothing by which the device could be known' }),
    refused: Count,
    problems: Type.Array(Type.Object({ line: Type.Integer({ minimum: 1 }), problem: Type.String() }), {
      description: 'the first 100 rows that cannot be read',
    }),
  },
  { $id: 'ImportAnswer' },
);

const id = Type.Optional(Type.String({ minLength: 1, maxLength: 512 }));

export const ConfirmByHand = Type.Object(
  {
    why: Type.String({ minLength: 1, maxLength: 500, description: 'shown in the audit log' }),
    ids: Type.Optional(
      Type.Object(
        { idfa: id, idfv: id, adid: id, android_id: id },
        {
          additionalProperties: false,
          description: 'by which Kochava knows it; absent: all that the device is known by',
        },
      ),
    ),
  },
  { additionalProperties: false, $id: 'ConfirmByHand' },
);

export const ConfirmedByHand = Type.Object(
  {
    device: Type.String(),
    ids: Type.Record(Type.String(), Type.String()),
    confirmed: Type.Boolean({ description: 'false: the linker has been told, and has not said yet that it is done' }),
  },
  { $id: 'ConfirmedByHand' },
);
