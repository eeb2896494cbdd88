import { type OutcomeTest } from '@kochava-stream/contracts';
import { type KochavaRequest } from './preview.ts';

/** A request that was sent by hand, and what came of it. */
export interface SentTest {
  readonly request: KochavaRequest;
  readonly url: string | null;
  /** `accepted` by Kochava; `failed`: it answered otherwise, or not at all; `unknown`: no dispatcher told. */
  readonly outcome: 'accepted' | 'failed' | 'unknown';
  readonly explanation: string;
  readonly reply: { readonly status: number; readonly body: string } | null;
  readonly class: string | null;
  readonly tookMs: number | null;
}

const accepted: ReadonlySet<string> = new Set(['accepted', 'accepted-reply-not-understood']);

const sentences: Readonly<Record<string, string>> = {
  accepted:
    'Kochava accepted it. It answers so to events that it drops, too: look for this one in the app’s data at Kochava.',
  'accepted-reply-not-understood':
    'Kochava answered 200 with something that is not understood; that counts as accepted.',
  'success-false': 'Kochava answered, and said that it did not take it.',
  'reply-not-understood': 'Kochava answered 200 with something that is not understood.',
  refused: 'Kochava refuses it: check the App GUID and what is sent.',
  'credentials-refused': 'Kochava refuses the credentials: check the API key and the secret.',
  throttled: 'Kochava asks to slow down: try again later.',
  'server-error': 'Kochava has a problem of its own: try again later.',
  'network-error': 'Kochava cannot be reached from here: is the way out open?',
  timeout: 'Kochava did not answer within 20 s.',
  redirect: 'Something between here and Kochava answers with a redirect, which is not followed.',
};

const nobody = 'No dispatcher answered in 25 s: is kochava-dispatcher running? Whether it was sent is not known.';

/** A request with its answer; undefined = there was none in time. */
export function sentTest(request: KochavaRequest, answer: OutcomeTest | undefined): SentTest {
  if (answer === undefined) {
    return { request, url: null, outcome: 'unknown', explanation: nobody, reply: null, class: null, tookMs: null };
  }
  const { status, reply: body, class: read, url, startedAt, endedAt } = answer;
  return {
    request,
    url,
    outcome: read !== null && accepted.has(read) ? 'accepted' : 'failed',
    explanation: answer.problem ?? sentences[read ?? ''] ?? `It was read as ${read}.`,
    reply: status === null ? null : { status, body },
    class: read,
    tookMs: read === null ? null : endedAt - startedAt,
  };
}
