import { Remembered } from './remembered.ts';

describe('a remembered answer', () => {
  it('is asked for once until its time is over, and again after a failure', async () => {
    let [now, asked] = [0, 0];
    const answers = new Remembered<number>(10, () => now);
    const ask = () => Promise.resolve((asked += 1));
    expect(await Promise.all([answers.get('a', ask), answers.get('a', ask), answers.get('b', ask)])).toEqual([1, 1, 2]);
    now = 9;
    expect(await answers.get('a', ask)).toBe(1);
    now = 10;
    expect(await answers.get('a', ask)).toBe(3);
    await expect(answers.get('c', () => Promise.reject(new Error('lost')))).rejects.toThrow('lost');
    expect(await answers.get('c', ask)).toBe(4);
  });
});
