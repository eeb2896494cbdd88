import { type TSchema } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import fc from 'fast-check';
import { startConfigStage, type ConfigStage } from '../config-stage.spec.ts';
import { operationsIn, type Asked, type Operation } from './operations.spec.ts';

/** Requests for each route; `--globals '{"fuzzRuns":1000}'` asks for more of them. */
const runs = (globalThis as { fuzzRuns?: number }).fuzzRuns ?? 25;
/** Longer than any answer takes but those that wait for other services. */
const patienceMs = 4_000;
let stage: ConfigStage;
let operations: Operation[];

beforeAll(async () => {
  stage = await startConfigStage();
  const { id: project } = await stage.project();
  const sync = await stage.sync(project, { authentication: { enabled: true, apiKey: 'key', apiSecret: 'secret' } });
  const access = { installation: false, projects: { [project]: 'admin' } };
  const person = await stage.call('POST', '/api/people', { email: 'a@example.com', name: 'A', access });
  const token = await stage.call('POST', '/api/tokens', { name: 'ci', access, expiresInDays: 1 });
  const document = (await stage.call('GET', '/api/openapi.json')).body;
  operations = operationsIn(document, (path, name) => {
    if (name === 'id') return path.startsWith('/api/syncs/') ? sync : undefined;
    return { project, person: person.body.id, token: token.body.id, version: '1' }[name];
  });
}, 60_000);

afterAll(() => stage?.close());

interface Answered {
  readonly status: number;
  readonly type: string | undefined;
  /** Undefined: an event stream, or something else that is not JSON. */
  readonly text: string | undefined;
}

/** Undefined: there was none in time. */
async function answerTo({ url, ...init }: Asked): Promise<Answered | undefined> {
  const patience = AbortSignal.timeout(patienceMs);
  try {
    const response = await fetch(`${stage.service.url}${url}`, {
      ...init,
      redirect: 'manual',
      signal: patience,
      headers: { authorization: `Bearer ${stage.token}`, ...init.headers },
    });
    const type = response.headers.get('content-type')?.split(';')[0];
    const readable = type === undefined || type === 'application/json';
    if (!readable) await response.body?.cancel();
    return { status: response.status, type, text: readable ? await response.text() : undefined };
  } catch (error) {
    if (patience.aborted) return undefined;
    throw error;
  }
}

/** What is wrong with an answer; undefined = it is as described. */
function faultOf({ status, type, text }: Answered, answers: Operation['answers']): string | undefined {
  if (!answers.has(status) || status >= 500) return `${status}: ${text}`;
  const described = answers.get(status);
  if (described === undefined) return (text ?? '') === '' ? undefined : `${status} has a body: ${text}`;
  if (type !== described.type) return `${status} is ${type}, not ${described.type}`;
  return text === undefined ? undefined : faultIn(JSON.parse(text), described.check);
}

function faultIn(body: unknown, check: TSchema): string | undefined {
  if (Value.Check(check, body)) return undefined;
  const [first] = [...Value.Errors(check, body)];
  return `the body does not fit at ${first?.path}: ${first?.message}; ${JSON.stringify(body).slice(0, 2000)}`;
}

it(
  'no route fails, and none answers what is not described, whatever it is asked',
  async () => {
    const found: string[] = [];
    const good = new Set<string>();
    for (const { name, ask, answers } of operations) {
      const property = fc.asyncProperty(ask, async (asked) => {
        const answer = await answerTo(asked);
        if (answer === undefined) return;
        if (answer.status < 400) good.add(name);
        const fault = faultOf(answer, answers);
        if (fault !== undefined) throw new Error(fault);
      });
      const { failed, seed, errorInstance, counterexample } = await fc.check(property, { numRuns: runs });
      if (failed) found.push(`${name}: ${String(errorInstance)} <- ${JSON.stringify(counterexample)} (seed ${seed})`);
    }
    expect(found).toEqual([]);
    expect(operations.length).toBeGreaterThan(30);
    // Most requests are ones that could be right: the answers that are looked at are not refusals alone.
    expect(good.size).toBeGreaterThan(operations.length / 2);
  },
  runs * 15_000,
);
