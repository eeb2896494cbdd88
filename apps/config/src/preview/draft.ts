import { type AmplitudeEvent } from '@kochava-stream/contracts';
import { Type, type Static } from '@sinclair/typebox';
import { Refused } from '../http/api-error.filter.ts';
import { bodyCheck } from '../http/body.ts';
import { type StoredSync } from '../store/syncs.ts';
import { changed } from '../syncs/sync-patch.ts';
import { pastedEvent, type PasteContext } from './pasted-event.ts';
import { PreviewRequest } from './preview-schemas.ts';
import { type Draft } from './preview.ts';

const { remembered } = PreviewRequest.properties;

/** The patch is looked at by the rules of a sync, which say more. */
const check = bodyCheck(
  Type.Object(
    { event: Type.Unknown(), patch: Type.Optional(Type.Unknown()), remembered },
    { additionalProperties: false },
  ),
);
export type Asked = Static<typeof PreviewRequest>;

/** What a preview is asked for: an event, and the sync with the patch. @throws Refused 422 */
export function draftOf(
  { state }: StoredSync,
  body: unknown,
  context: PasteContext,
): { event: AmplitudeEvent; draft: Draft } {
  const asked = check(body);
  const { document } = asked.patch === undefined ? state : changed(state.document, asked.patch);
  const read = pastedEvent(asked.event, context);
  if (!read.ok) throw new Refused(422, 'the event cannot be read; see problems', read.problems);
  const known = asked.remembered;
  return {
    event: read.event,
    draft: {
      state,
      document,
      draft: asked.patch !== undefined,
      remembered: known && { userProperties: known.userProperties ?? {}, ids: known.ids ?? {} },
    },
  };
}
