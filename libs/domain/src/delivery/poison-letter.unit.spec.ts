import { ContractError } from '@kochava-stream/contracts';
import { poisonLetter, type Poison } from './poison-letter.ts';

const poison: Poison = {
  ...{ id: 'letter-1', source: 'transformer', subject: 'received.events.0', at: 1_795_437_238_000 },
  bytes: new Uint8Array([0, 255, 123]),
  error: new TypeError('cannot read "secret-value"'),
};

describe('the letter of a message that nobody can read', () => {
  it('keeps its bytes, and says where it came from', () => {
    const letter = poisonLetter(poison);
    expect(letter).toEqual({
      ...{ v: 1, id: 'letter-1', source: 'transformer', kind: 'poison', reason: 'poison', at: poison.at },
      ...{ project: null, sync: null, syncVersion: null, reply: null, attempts: 0 },
      detail: 'from received.events.0: TypeError',
      payload: JSON.stringify('AP97'),
    });
    expect(Buffer.from(JSON.parse(letter.payload) as string, 'base64')).toEqual(Buffer.from(poison.bytes));
  });

  it('says whose it is, where that is known', () => {
    const known = { project: 'project-1', sync: 'sync-1', traceparent: '00-1-2-01' };
    expect(poisonLetter({ ...poison, ...known })).toMatchObject(known);
  });

  it('repeats what our own words say is wrong, and nothing that another error quotes', () => {
    const error = new ContractError('received.events', '/v', 'there is none');
    expect(poisonLetter({ ...poison, error }).detail).toBe(`from received.events.0: ${error.message}`);
    expect(JSON.stringify(poisonLetter(poison))).not.toContain('secret-value');
  });
});
