import { type Told, type Made } from '../ledgers/told.ts';

/** An event with how often its uploads were answered 200, and how often they may have been stored without that. */
export interface Fate {
  readonly made: Made;
  answered: number;
  ambiguous: number;
}

/** Answers that leave open whether something was stored: none at all, and "in part, send it again". */
function isAmbiguous(status: number): boolean {
  return status === 0 || status === 429 || status >= 500;
}

/** What the clients were told of every event, in the order in which the events were made. */
export function fatesOf({ made, attempts }: Told): Map<string, Fate> {
  const fates = new Map(made.map((event) => [event.id, { made: event, answered: 0, ambiguous: 0 }]));
  for (const { status, unsent, ids } of attempts) {
    for (const id of ids) {
      const fate = fates.get(id);
      if (fate === undefined || unsent) continue;
      if (status === 200) fate.answered += 1;
      else if (isAmbiguous(status)) fate.ambiguous += 1;
    }
  }
  return fates;
}
