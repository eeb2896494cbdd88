import { expect } from '@jest/globals';

/** What a decider may answer: events, or an object that says `ok`. */
export type Decided<Event> =
  readonly Event[] | { readonly ok: true; readonly events: readonly Event[] } | { readonly ok: false };

export interface Given<Command, Event, State> {
  /** The events that happened before; more than one call adds. */
  given(events: readonly Event[]): Given<Command, Event, State>;
  when(command: Command): When<Event, State>;
}

export interface When<Event, State> {
  /** The command made exactly these events, in this order. */
  then(events: readonly Event[]): void;
  thenNothing(): void;
  /** The command was refused. A text is looked for in `reason` or in the fields of `problems`; else the shape must match. */
  thenRejected(why: string | Record<string, unknown>): void;
  /** The state after the events the command made. */
  thenState(check: (state: State) => void): void;
}

/**
 * Specifications in events: `decider(decide, evolve, initial).given([...]).when(command).then([...])`.
 * Nothing else of the state is looked at than what `decide` makes of it.
 */
export function decider<Command, Event, State>(
  decide: (command: Command, state: State) => Decided<Event>,
  evolve: (state: State, event: Event) => State,
  initial: State,
): Given<Command, Event, State> {
  return {
    given: (events) => decider(decide, evolve, events.reduce<State>(evolve, initial)),
    when: (command) => outcome(decide(command, initial), (events) => events.reduce<State>(evolve, initial)),
  };
}

function outcome<Event, State>(decided: Decided<Event>, fold: (events: readonly Event[]) => State): When<Event, State> {
  return {
    then: (events) => expect(made(decided)).toEqual(events),
    thenNothing: () => expect(made(decided)).toEqual([]),
    thenRejected: (why) => rejected(decided, why),
    thenState: (check) => check(fold(made(decided))),
  };
}

function made<Event>(decided: Decided<Event>): readonly Event[] {
  if (isEvents(decided)) return decided;
  if (decided.ok) return decided.events;
  throw new Error(`refused: ${JSON.stringify(decided)}`);
}

function rejected<Event>(decided: Decided<Event>, why: string | Record<string, unknown>): void {
  if (isEvents(decided) || decided.ok) {
    throw new Error(`not refused; it made ${JSON.stringify(made(decided))}`);
  }
  if (typeof why !== 'string') {
    expect(decided).toMatchObject(why);
    return;
  }
  const { reason, problems = [] } = decided as { reason?: string; problems?: { field: string }[] };
  expect([reason, ...problems.map(({ field }) => field)]).toContain(why);
}

function isEvents<Event>(decided: Decided<Event>): decided is readonly Event[] {
  return Array.isArray(decided);
}
