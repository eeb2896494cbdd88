import { format, resolveConfig } from 'prettier';
import { replyTable, retryAfterTable, scheduleTable } from './delivery-tables.ts';

const tables: Readonly<Record<string, () => string>> = {
  replies: replyTable,
  'retry-after': retryAfterTable,
  schedule: scheduleTable,
};

/** A table has no place in the document, or a place has no table. */
export class PlacesDiffer extends Error {
  override readonly name = 'PlacesDiffer';
}

/** docs/delivery.md as it has to be: the text as it is, each table as the code says. @throws PlacesDiffer */
export async function deliveryDocument(text: string, file: string): Promise<string> {
  const places = [...text.matchAll(/<!-- table: ([a-z-]+) -->/g)].map(([, name]) => name ?? '');
  if (places.toSorted().join() !== Object.keys(tables).toSorted().join()) {
    throw new PlacesDiffer(`the document has places for ${places.join(', ')}`);
  }
  const filled = text.replace(
    /(<!-- table: ([a-z-]+) -->)[^]*?(<!-- end of table -->)/g,
    (_all, begin: string, name: string, end: string) => `${begin}\n\n${tables[name]?.() ?? ''}\n\n${end}`,
  );
  return format(filled, { ...(await resolveConfig(file)), parser: 'markdown' });
}
