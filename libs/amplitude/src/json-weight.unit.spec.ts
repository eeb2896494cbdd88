import { weighJson } from './json-weight.ts';

const weigh = (text: string): string => weighJson(Buffer.from(text), { depth: 3, values: 6 });

describe('weighJson', () => {
  it.each([
    ['{"a":[1,{"b":2}]}', 'fits'],
    ['[[[[1]]]]', 'too-deep'],
    ['{"a":[{"b":[1]}]}', 'too-deep'],
    ['[[],[],[],[]]', 'too-many-values'],
    ['[1,2,3,4,5]', 'fits'],
    ['[1,2,3,4,5,6]', 'too-many-values'],
    ['{"a":"[[[[[,,,,,,,,{{{{"}', 'fits'],
    ['{"a":"\\"[[[[[","b":"\\\\"}', 'fits'],
    ['{"a":"never ends [[[[[[[[', 'fits'],
    ['"\\', 'fits'],
    ['', 'fits'],
    [']]]][[[', 'fits'],
  ])('%s %s', (text, weight) => {
    expect(weigh(text)).toBe(weight);
  });
});
