import { readAlerts } from './alert-file.ts';
import { alertCases } from './cases.ts';

it('every alert has a story in which it fires, and one in which it is quiet', () => {
  expect(alertCases.map(({ alert }) => alert).sort()).toEqual(
    readAlerts()
      .map(({ alert }) => alert)
      .sort(),
  );
});
