import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { outcomes } from '@kochava-stream/contracts';
import { deliveryDocument, PlacesDiffer } from './delivery-document.ts';
import { replyRows } from './delivery-tables.ts';

const file = fileURLToPath(new URL('../../../docs/delivery.md', import.meta.url));
const text = readFileSync(file, 'utf8');

it('docs/delivery.md is what the classification says; else: npm run docs:delivery', async () => {
  expect(text).toBe(await deliveryDocument(text, file));
});

it('every class is in it: those that a reply is read as, and what is over without one', () => {
  const classes = replyRows().map(({ classified }) => classified.class);
  const { class: reply } = outcomes.schema.properties.outcomes.items.properties;
  const all = reply.anyOf.map((literal) => literal.const);
  expect([...classes, 'horizon-passed'].sort()).toEqual([...all].sort());
  for (const each of all) expect(text).toContain(`(\`${each}\`)`);
});

it('a status is in one row of it, for events and for links', () => {
  for (const names of [replyRows().flatMap(({ events }) => events), replyRows().flatMap(({ links }) => links)]) {
    const statuses = names.flatMap((name) => {
      const [, from, to] = /^(\d{3})(?:–(\d{3}))?$/.exec(name) ?? [];
      return from === undefined
        ? []
        : Array.from({ length: Number(to ?? from) - Number(from) + 1 }, (_, n) => Number(from) + n);
    });
    expect(statuses.sort()).toEqual(Array.from({ length: 399 }, (_, n) => 201 + n));
  }
});

it('a table that has no place is an error', async () => {
  await expect(deliveryDocument('<!-- table: replies --><!-- end of table -->', file)).rejects.toThrow(PlacesDiffer);
});
