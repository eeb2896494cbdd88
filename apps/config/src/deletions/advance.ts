import { receivedDeletions, type OutcomeDeletion } from '@kochava-stream/contracts';
import { added, nextStep, shardAsked, type Step } from '@kochava-stream/domain/deletion';
import { type Forgotten, type Tx } from '@kochava-stream/persistence';
import { outgoing, type Context, type Due, type Outgoing } from '@kochava-stream/shards';
import { type AuditLog } from '../audit/audit-log.ts';
import { forgetAsks, loadAsks, noteAsks } from './asks.ts';
import { openJobs, saveJob, type JobRow } from './jobs.ts';
import { markOf } from './keep-out.ts';
import { allLooked, purgeLetters, purgeSamples, type Deleted } from './purge.ts';

export interface Advancing {
  readonly tx: Tx;
  readonly context: Context;
  readonly forgotten: Forgotten;
  readonly shards: number;
  readonly auditLog: AuditLog;
}

/** Takes each open job one step further. */
export async function advance(on: Advancing): Promise<Due> {
  const messages: Outgoing[] = [];
  let again = false;
  for (const job of await openJobs(on.tx)) {
    const step = nextStep(job, await loadAsks(on.tx, job.id), {
      now: on.context.now,
      shards: on.shards,
      looked: job.reached === allLooked,
    });
    messages.push(...(await take(step, job, on)));
    again ||= step.type === 'look';
  }
  return { outgoing: messages, again };
}

async function take(step: Step, job: JobRow, on: Advancing): Promise<Outgoing[]> {
  switch (step.type) {
    case 'ask':
      await suppress(job, on);
      await noteAsks(on.tx, job.id, step.asks);
      await saveJob(on.tx, job, { state: 'submitted', round: step.round, reached: null });
      return step.asks.map((ask) => asking(job, ask, on));
    case 'ask-again':
      await noteAsks(on.tx, job.id, step.asks);
      return step.asks.map((ask) => asking(job, ask, on));
    case 'look':
      await look(job, on.tx);
      return [];
    case 'finish':
      return await finish(job, on);
    case 'wait':
      return [];
  }
}

/** From now on nothing that names them is kept. */
async function suppress({ project, users, devices, at }: JobRow, { tx, forgotten }: Advancing): Promise<void> {
  const marks = [...users, ...devices].map((value) => ({ name: markOf(project, value), always: true, at }));
  await forgotten.add(tx, marks);
}

function asking({ id: job, project, at, users, devices }: JobRow, ask: string, { context }: Advancing): Outgoing {
  const deletion = { job, ask, project, at, userIds: users, deviceIds: devices, over: false };
  const to = { shard: shardAsked(ask) };
  return outgoing({ id: context.newId(), contract: receivedDeletions, to, message: { v: 1, deletions: [deletion] } });
}

async function look(job: JobRow, tx: Tx): Promise<void> {
  const of = deletedIn(job);
  const samples = job.reached === null ? await purgeSamples(tx, of) : 0;
  const { reached, gone } = await purgeLetters(tx, of, job.reached ?? 0);
  const counts = added(JSON.parse(job.counts) as Record<string, number>, {
    'dead letters': gone,
    'samples of failures': samples,
  });
  await saveJob(tx, job, { reached, counts: JSON.stringify(counts) });
}

function deletedIn({ project, at, users, devices, found }: JobRow): Deleted {
  const values = new Map((JSON.parse(found) as OutcomeDeletion['found']).map(({ value, always }) => [value, always]));
  for (const value of [...users, ...devices]) values.set(value, true);
  return { project, at, values };
}

/** What is left of the job says who it was about to nobody who does not know. The receipt goes into the audit log. */
async function finish(job: JobRow, { tx, context, forgotten, shards, auditLog }: Advancing): Promise<Outgoing[]> {
  const { id, project, at } = job;
  const hashed = async (values: readonly string[]) => {
    const hashes: string[] = [];
    for (const value of values) hashes.push(await forgotten.hash(tx, markOf(project, value)));
    return hashes;
  };
  const [users, devices] = [await hashed(job.users), await hashed(job.devices)];
  await saveJob(tx, job, { state: 'done', found: '[]', users, devices, reached: null });
  await forgetAsks(tx, id);
  const deleted = JSON.parse(job.counts) as Record<string, number>;
  const receipt = {
    job: id,
    requester: job.requester,
    requestedAt: new Date(at).toISOString(),
    users,
    devices,
    deleted,
  };
  await auditLog.receipt(tx, { who: job.requester, project, after: { deletion: receipt } });
  const none = { userIds: [], deviceIds: [] };
  return Array.from({ length: shards }, (_, shard) => {
    const over = { job: id, ask: 'over', project, at, ...none, over: true };
    return outgoing({
      id: context.newId(),
      contract: receivedDeletions,
      to: { shard },
      message: { v: 1, deletions: [over] },
    });
  });
}
