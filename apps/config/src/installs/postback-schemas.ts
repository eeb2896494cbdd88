import { Type } from '@sinclair/typebox';
import { PostbackParameters } from '@kochava-stream/contracts';

const Time = Type.String({ format: 'date-time' });
const shown = {
  id: Type.String({ description: 'first 12 hex digits of its SHA-256' }),
  addedAt: Time,
};

export const PostbackSecrets = Type.Object(
  {
    secrets: Type.Array(Type.Object(shown), {
      description: 'each opens a URL of its own; none = no postback is taken',
    }),
    parameters: Type.Object(PostbackParameters.properties, {
      description: 'the query parameters, or columns of an import, in which each field is expected now',
    }),
  },
  { $id: 'PostbackSecrets' },
);

const urlText =
  'to paste at Kochava; the secret in it is shown this once. null: INGEST_PUBLIC_URL is not set, put the path behind the ' +
  'address at which ingest is found';

export const NewPostbackSecret = Type.Object(
  {
    ...shown,
    path: Type.String({ description: 'of the URL; has the secret in it' }),
    url: Type.Union([Type.String(), Type.Null()], { description: urlText }),
    example: Type.String({ description: 'the query string with the parameters; macros as Kochava names them go in' }),
  },
  { $id: 'NewPostbackSecret' },
);
