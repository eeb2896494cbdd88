import { purchase } from '../testing/examples.ts';
import { eventData } from './event-data.ts';

const dataOf = (event: Record<string, unknown>, names: string[], userProperties = {}, userNames: string[] = []) =>
  eventData({ event: purchase(event), eventTime: 0, userProperties, knownIds: {} }, { event: names, user: userNames });

describe('eventData', () => {
  it('finds what belongs to a purchase: plain, of the helper, of the event', () => {
    for (const name of [
      'price',
      'quantity',
      'revenue',
      'currency',
      'productId',
      'revenueType',
      'receipt',
      'receiptSig',
    ]) {
      const top = { [name]: 'top' };
      expect(dataOf(top, [name])).toEqual({ [name]: 'top' });
      expect(dataOf({ ...top, event_properties: { [`$${name}`]: 'helper' } }, [name])).toEqual({ [name]: 'helper' });
      const all = { [name]: 'plain', [`$${name}`]: 'helper' };
      expect(dataOf({ ...top, event_properties: all }, [name])).toEqual({ [name]: 'plain' });
      expect(dataOf({ event_properties: { ...all, [name]: null } }, [name])).toEqual({ [name]: 'helper' });
    }
  });

  it('looks nowhere else for other names', () => {
    expect(dataOf({ event_properties: { $plan: 'x' }, plan: 'y' }, ['plan', 'user_id', 'ip'])).toBeUndefined();
  });

  it("sends a helper's name under the name that was selected", () => {
    expect(dataOf({ event_properties: { $price: 5 } }, ['$price'])).toEqual({ $price: 5 });
  });

  it('sends a property called __proto__ as any other', () => {
    const event_properties = JSON.parse('{"__proto__":"x"}') as unknown;
    expect(JSON.stringify(dataOf({ event_properties }, ['__proto__']))).toBe('{"__proto__":"x"}');
  });

  it("takes the user's value where the event has none", () => {
    const user = { level: 2, plan: 'pro' };
    expect(dataOf({ event_properties: { level: null } }, ['level'], user, ['level', 'plan'])).toEqual(user);
  });
});
