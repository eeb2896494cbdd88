import { asSentence, problemOf, within } from './field-problems.ts';

const problems = [
  { field: '/sendEvents/events/1', problem: '"x" is a custom event' },
  { field: '/appGuid', problem: 'is required: paste it' },
];

describe('problems beside their fields', () => {
  it('are found by the field, or by what is inside it', () => {
    expect(problemOf(problems, '/appGuid')).toBe('This is required: paste it.');
    expect(problemOf(problems, '/sendEvents/events')).toBe('"x" is a custom event.');
    expect(problemOf(problems, '/sendEvents/event')).toBeUndefined();
    expect(within(problems, '/sendEvents')).toHaveLength(1);
  });

  it.each([
    ['is required', undefined, 'This is required.'],
    ['is required', 'App GUID', 'App GUID is required.'],
    ['at least one is needed', undefined, 'At least one is needed.'],
    ['at least one is needed', 'Mappings', 'Mappings: At least one is needed.'],
    ['issue with it?', undefined, 'Issue with it?'],
  ])('%s, of %s, reads as a sentence', (problem, of, sentence) => {
    expect(asSentence(problem, of)).toBe(sentence);
  });
});
