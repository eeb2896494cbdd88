import { Agent } from 'undici';
import { type Receiver } from './receiver.ts';

/** What came of one try; nothing of what the receiver said but its status. */
export type Posted = { readonly ok: true; readonly status: number } | { readonly ok: false; readonly problem: string };

const inAllMs = 10_000;
const mostReplyBytes = 16 * 1024;

/**
 * One POST. Follows no redirect, uses no proxy, keeps no connection, reads no more of the answer than it must, and ends
 * within ten seconds. Never rejects.
 */
export async function post(receiver: Receiver, body: string, headers: Record<string, string>): Promise<Posted> {
  const agent = new Agent({
    connections: 1,
    pipelining: 0,
    connect: { timeout: inAllMs, ...(receiver.lookup && { lookup: receiver.lookup }) },
    maxHeaderSize: mostReplyBytes,
  });
  try {
    const { url } = receiver;
    const reply = await agent.request({
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'kochava-stream', ...headers },
      body,
      signal: AbortSignal.timeout(inAllMs),
    });
    await reply.body.dump({ limit: mostReplyBytes }).catch(() => undefined);
    const { statusCode: status } = reply;
    if (status >= 200 && status < 300) return { ok: true, status };
    return { ok: false, problem: status < 400 ? `answered ${status}, a redirect` : `answered ${status}` };
  } catch (error) {
    return { ok: false, problem: problemOf(error) };
  } finally {
    agent.destroy().catch(() => undefined);
  }
}

const problems: readonly (readonly [(error: Failure) => boolean, string])[] = [
  [({ code }) => code === 'EADDRESSREFUSED', 'its name leads to no public address'],
  [
    ({ name, code }) => name === 'TimeoutError' || code === 'UND_ERR_CONNECT_TIMEOUT',
    'did not answer within 10 seconds',
  ],
  [({ code }) => code === 'ENOTFOUND' || code === 'EAI_AGAIN', 'its name cannot be resolved'],
  [({ code }) => /^ERR_(TLS|SSL)|CERT|SELF_SIGNED/.test(code ?? ''), 'has no valid certificate'],
];

interface Failure {
  readonly name?: string;
  readonly code?: string;
}

/** In words that tell nothing of the network inside. */
function problemOf(error: unknown): string {
  const failure = error as Failure;
  return problems.find(([is]) => is(failure))?.[1] ?? 'cannot be reached';
}
