import { type NatsServer } from '@kochava-stream/servers';

/** A stream as one server has it. */
export interface StreamHere {
  readonly name: string;
  /** The server's name; undefined = none. */
  readonly leader: string | undefined;
  /** First and last sequence and the number of messages. */
  readonly state: string;
}

interface Jsz {
  account_details?: {
    stream_detail?: {
      name: string;
      cluster?: { leader?: string };
      state: { first_seq: number; last_seq: number; messages: number };
    }[];
  }[];
}

/** The streams of a server. @throws Error when it does not answer */
export async function streamsOf({ monitorUrl }: Pick<NatsServer, 'monitorUrl'>): Promise<StreamHere[]> {
  const reply = await fetch(`${monitorUrl}/jsz?accounts=true&streams=true`, { signal: AbortSignal.timeout(2_000) });
  const { account_details: accounts = [] } = (await reply.json()) as Jsz;
  return accounts.flatMap(({ stream_detail: streams = [] }) =>
    streams.map(({ name, cluster, state }) => ({
      name,
      leader: cluster?.leader,
      state: `${state.first_seq} to ${state.last_seq}, ${state.messages} messages`,
    })),
  );
}

/** The name of the server that leads the stream, as far as one of them knows. */
export async function leaderOf(nodes: readonly NatsServer[], stream: string): Promise<string | undefined> {
  for (const node of nodes) {
    const streams = await streamsOf(node).catch(() => []);
    const leader = streams.find(({ name }) => name === stream)?.leader;
    if (leader !== undefined && leader !== '') return leader;
  }
  return undefined;
}

/** The streams that two servers do not have alike. Pure. */
export function unlike(servers: readonly (readonly StreamHere[])[]): string[] {
  const names = new Set(servers.flatMap((streams) => streams.map(({ name }) => name)));
  return [...names].flatMap((name) => {
    const states = servers.map((streams) => streams.find((each) => each.name === name)?.state ?? 'not there');
    return new Set(states).size === 1 ? [] : [`${name} (${states.join('; ')})`];
  });
}
