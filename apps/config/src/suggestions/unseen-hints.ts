import { type SeenName } from '@kochava-stream/contracts';
import { type Hint, type SyncDocument } from '@kochava-stream/domain/sync';
import { type Database } from '@kochava-stream/persistence';

type Kind = SeenName['kind'];

/** A name that is selected somewhere, and the kinds of names under which the traffic would show it. */
interface Selected {
  readonly field: string;
  readonly name: string;
  readonly kinds: readonly Kind[];
}

/** What is selected and was not seen in the last seven days: a typing error, mostly. Says nothing of a project without traffic. */
export async function unseenHints(
  db: Pick<Database, 'query'>,
  project: string,
  document: SyncDocument,
): Promise<Hint[]> {
  const selected = selectedNames(document);
  const rows = await db.query<{ kind: Kind | null; name: string | null }>(
    'config_names_among',
    `select kind, name from seen_name
      where project = $1 and seen_at > now() - interval '7 days' and name = any($2)
     union all
     (select null, null from seen_name where project = $1 and kind = 'event' and seen_at > now() - interval '7 days' limit 1)`,
    [project, [...new Set(selected.flatMap(({ name }) => spellings(name)))]],
  );
  if (rows.length === 0) return [];
  const seen = new Set(rows.map(({ kind, name }) => `${kind}\n${name}`));
  return selected
    .filter(({ name, kinds }) => !kinds.some((kind) => spellings(name).some((each) => seen.has(`${kind}\n${each}`))))
    .map(({ field }) => ({
      field,
      hint: 'has not been seen in the last seven days: is it spelled as the app sends it?',
    }));
}

function selectedNames({ sendEvents, sendUsers }: SyncDocument): Selected[] {
  const of = (names: readonly string[], at: string, ...kinds: Kind[]): Selected[] =>
    names.map((name, index) => ({ field: `${at}/${index}`, name, kinds }));
  return [
    ...of(sendEvents.events, '/sendEvents/events', 'event'),
    // A purchase's names are found at the event's top level too.
    ...of(sendEvents.properties.event, '/sendEvents/properties/event', 'event-property', 'field'),
    ...of(sendEvents.properties.user, '/sendEvents/properties/user', 'user-property'),
    ...of(sendUsers.properties, '/sendUsers/properties', 'user-property'),
  ];
}

/** As it may stand in an event: itself, the object that it is inside of, with the `$` of the SDKs' revenue helper. */
function spellings(name: string): string[] {
  const dot = name.indexOf('.');
  return [name, `$${name}`, ...(dot > 0 ? [name.slice(0, dot)] : [])];
}
