import { freezing, killing, killingAnyone, killingInBacklog, killingOneOfTwo, peace, type Assault } from './assault.ts';
import { victimNames, type VictimName } from '../stage/victims.ts';
import { type Limits, type Round } from './round.ts';

/** What is done in which form of the run. */
export interface Plan {
  readonly rounds: readonly Round[];
  readonly limits: Limits;
}

const common = { eventsPerSecond: 500, concurrency: 32, settleSeconds: 1, drainMs: 90_000 };
/** Every upload is answered in 8 s, whatever breaks. */
export const usualLimits: Limits = { ...common, answerMs: 8_000 };
/** A shard's lease is 15 s: after that somebody else has taken it. */
const frozenMs = 18_000;

/**
 * Each kill once or twice in a few seconds: for every change. Those whose work has to wait for a lease or an ack that does not
 * come are waited for together. Clients wait as long as SDKs do.
 */
function short(seconds: number): Plan {
  const calling: readonly VictimName[] = ['nats-server', 'kochava-dispatcher'];
  const names = [...calling, ...victimNames.filter((name) => !calling.includes(name))];
  const rounds = names.map((name): Round => {
    // Calls that are repeated must be of this round.
    return { name, seconds, assault: killing(name, seconds * 600), alone: calling.includes(name) };
  });
  return { rounds, limits: { ...common, answerMs: 10_000 } };
}

const others: Readonly<Record<string, Assault>> = {
  none: peace,
  'frozen transformer': freezing('transformer', frozenMs),
  'frozen identity-linker': freezing('identity-linker', frozenMs),
  'one of two transformers': killingOneOfTwo('transformer', 8_000),
  'one of two identity-linkers': killingOneOfTwo('identity-linker', 8_000),
  'kochava-dispatcher in a backlog': killingInBacklog(3_000),
  anyone: killingAnyone(victimNames, 4_000),
};

/** Everything, for minutes. */
function long(seconds: number): Plan {
  const kills = victimNames.map((name) => [name, killing(name, 5_000)] as const);
  const rounds = [...kills, ...Object.entries(others)].map(([name, assault]): Round => {
    return { name, seconds, assault, alone: true };
  });
  return { rounds, limits: usualLimits };
}

/** The rounds of a form; `only` some of them, which may be of the long form too. @throws UnknownRound */
export function planOf(form: { short: boolean; seconds: number; only: readonly string[] }): Plan {
  const plan = form.short ? short(form.seconds) : long(form.seconds);
  if (form.only.length === 0) return plan;
  const all = [...plan.rounds, ...long(form.seconds).rounds];
  const rounds = form.only.map((name) => {
    const found = all.find((round) => round.name === name);
    if (found === undefined) throw new UnknownRound(name, long(1).rounds);
    return found;
  });
  return { ...plan, rounds };
}

/** There is no fault of this name. */
export class UnknownRound extends Error {
  override readonly name = 'UnknownRound';
  constructor(name: string, known: readonly Round[]) {
    super(`there is no fault "${name}"; there are: ${known.map((round) => round.name).join(', ')}`);
  }
}
