import { type Access } from './roles.ts';
import { type Session } from './sessions.ts';

/** Who makes a request. */
export interface Actor {
  readonly kind: 'person' | 'token';
  readonly id: string;
  /** As it is shown: a person's email address, a token's name. */
  readonly name: string;
  readonly access: Access;
  /** Why this actor may do nothing at all, whatever its access says. */
  readonly unusable?: string;
}

/** What the guard adds to a request that it lets through. */
export interface Authenticated {
  /** Who did it, in the event store: the actor's name. */
  who: string;
  actor: Actor;
  /** Where the actor is a person in a browser. */
  session?: Session;
}
