import { purchase } from '../testing/examples.ts';
import { pathValue } from './path-value.ts';

const event = purchase({
  device_id: 'd-1',
  event_properties: { att: true, 'a.b': 1, a: { b: 2, c: 3 }, 'x.y': { z: 4 }, x: { 'y.z': 5 }, list: ['first'] },
  user_properties: { plan: 'in the event' },
  groups: { company: 'Acme', 'org.unit': 'North' },
});
const userProperties = {
  plan: 'folded',
  device: { android_id: '9774d56d682e549c' },
  'device.kind': 'phone',
  none: null,
};

const paths: [string, unknown][] = [
  ['device_id', 'd-1'],
  ['event_properties.att', true],
  ['user_properties.plan', 'folded'],
  ['user_properties.device.android_id', '9774d56d682e549c'],
  ['user_properties.device.kind', 'phone'],
  ['user_properties.none', null],
  ['groups.company', 'Acme'],
  ['groups.org.unit', 'North'],
  ['event_properties.a.b', 1],
  ['event_properties.a.c', 3],
  ['event_properties.x.y.z', 4],
  ['event_properties.list', ['first']],
  ['missing', undefined],
  ['device_id.length', undefined],
  ['event_properties.list.length', undefined],
  ['event_properties.list.0', undefined],
  ['event_properties.missing.deeper', undefined],
  ['user_properties.', undefined],
  ['', undefined],
  ['.', undefined],
  ['..', undefined],
];
const builtIns = ['toString', '__proto__', 'constructor', 'hasOwnProperty', 'constructor.name', '__proto__.toString'];

describe('pathValue', () => {
  it.each(paths)('%j is %j', (path, value) => expect(pathValue({ event, userProperties }, path)).toEqual(value));

  it.each(builtIns)('sees nothing built in: %s', (name) => {
    const found = ['', 'user_properties.', 'event_properties.', 'groups.'].map((from) =>
      pathValue({ event, userProperties }, from + name),
    );
    expect(found).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('finds an own property that is called like a built-in', () => {
    const own = JSON.parse('{"__proto__":{"id":"mine"}}') as Record<string, unknown>;
    expect(pathValue({ event, userProperties: own }, 'user_properties.__proto__.id')).toBe('mine');
  });
});
