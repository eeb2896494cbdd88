import { type DeadLetter } from '../api/dead-letters.ts';

export const kinds: Readonly<Record<DeadLetter['kind'], string>> = {
  event: 'Event',
  link: 'IdentityLink',
  poison: 'Unreadable message',
};

/** A reason as words: "credentials-refused" is "Credentials refused". */
export function reasonInWords(reason: string): string {
  const words = reason.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

type Hindrance = NonNullable<DeadLetter['hindered']['current']>;

export const hindrances: Readonly<Record<Hindrance, string>> = {
  'no-request': 'nothing was kept that could be sent',
  'no-event': 'the event is not stored any more, only its request: the original version can be sent',
  'event-wanted': 'the event is being fetched: try again in a moment',
};
