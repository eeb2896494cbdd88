import fc from 'fast-check';
import { purchase, sync as aSync } from '../testing/examples.ts';
import { eventData } from './event-data.ts';
import { writeJson } from './json-writer.ts';
import { mapEvent } from './map-event.ts';
import { propertySizes, whatToDeselect } from './oversize.ts';

const source = (event: Record<string, unknown>, user: Record<string, unknown> = {}) => ({
  event: purchase({ event_properties: event }),
  eventTime: 1_795_437_238_292,
  userProperties: user,
  knownIds: {},
});

describe('an event that is too large', () => {
  const secret = 'private '.repeat(220_000);
  const selected = { event: ['receipt', 'note'], user: ['bio', 'note', 'none'] };
  const given = source({ receipt: secret, note: 'ü'.repeat(50_000) }, { bio: '/'.repeat(60_000), note: 'not sent' });

  it('names the largest selected properties with their bytes after escaping, and no value', () => {
    const mapped = mapEvent(given, aSync({ sendEvents: { properties: selected } }));
    expect(mapped).toMatchObject({ ok: false, reason: 'too-large' });
    const detail = mapped.ok ? '' : (mapped.detail ?? '');
    expect(detail).toMatch(/^The request would have 2,18\d,\d{3} bytes; it must stay below 2,000,000\. /);
    expect(detail).toContain(
      'Deselect the largest: event property "receipt" (1,760,013 bytes), event property "note" (300,010 bytes), user property "bio" (120,009 bytes).',
    );
    expect(detail).not.toContain('private');
  });

  it('says where deselecting does not help', () => {
    const text = whatToDeselect({ bytes: 2_500_000, limit: 2_000_000 }, source({ a: 'b' }), { event: ['a'], user: [] });
    expect(text).toContain('a mapped field is too large');
    expect(text).not.toContain('"a"');
  });

  it('keeps the text short, whatever the names', () => {
    const name = 'n'.repeat(1_024);
    const text = whatToDeselect({ bytes: 2e6, limit: 2e6 }, source({ [name]: 'x' }), { event: [name], user: [] });
    expect(text.length).toBeLessThan(300);
  });

  it('measures exactly what event_data holds', () => {
    const names = fc.constantFrom('a', 'b', 'ü', '__proto__', 'x.y');
    const values = fc.dictionary(names, fc.jsonValue({ maxDepth: 2 }), { noNullPrototype: false });
    const some = fc.uniqueArray(names);
    fc.assert(
      fc.property(values, values, some, some, (ofEvent, ofUser, event, user) => {
        const from = source(ofEvent, ofUser);
        const sizes = propertySizes(from, { event, user });
        const data = eventData(from, { event, user });
        expect(new Set(sizes.map(({ name }) => name))).toEqual(new Set(Object.keys(data ?? {})));
        // Each with the comma or brace behind it; the opening brace is nobody's.
        const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
        expect(data === undefined ? 0 : writeJson(data).length - 1).toBe(total);
      }),
      { numRuns: 200 },
    );
  });
});
