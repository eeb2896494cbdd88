import { pseudonym } from './logger.ts';

describe('pseudonym', () => {
  it('is stable under one key, differs between keys and never shows the id', () => {
    const first = pseudonym('key-1');
    expect(first('device-1')).toBe(first('device-1'));
    expect(first('device-1')).not.toBe(pseudonym('key-2')('device-1'));
    expect(first('device-1')).toMatch(/^[\w-]{12}$/);
  });

  it('takes a random key where none is set', () => {
    expect(pseudonym('')('device-1')).not.toBe(pseudonym('')('device-1'));
  });
});
