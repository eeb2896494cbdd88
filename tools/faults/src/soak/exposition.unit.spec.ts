import { mostOf, totalOf } from './exposition.ts';

const text = `# HELP lag_messages waiting
# TYPE lag_messages gauge
lag_messages{service="a b",shard="0"} 3
lag_messages{service="a b",shard="1"} 4.5
lag_messages_total 7
`;

it('reads what services tell Prometheus', () => {
  expect(totalOf(text, 'lag_messages')).toBe(7.5);
  expect(mostOf(text, 'lag_messages')).toBe(4.5);
  expect(totalOf(text, 'lag_messages_total')).toBe(7);
  expect(totalOf(text, 'lag')).toBeUndefined();
});
