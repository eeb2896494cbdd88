import { saidIn } from './logs.ts';

it('counts what should not be in a log', () => {
  const line = (level: string, message: string) => JSON.stringify({ service: 'ingest', level, message });
  const text = [
    line('info', 'ready'),
    line('warn', 'slow'),
    line('warn', 'slow'),
    line('error', 'gone'),
    '(node:7) MaxListenersExceededWarning: 11 drain listeners added',
    '',
  ].join('\n');
  expect(saidIn('ingest.log', text)).toEqual([
    { file: 'ingest.log', level: 'warn', message: 'slow', n: 2 },
    { file: 'ingest.log', level: 'error', message: 'gone', n: 1 },
    {
      file: 'ingest.log',
      level: 'process',
      message: '(node:7) MaxListenersExceededWarning: 11 drain listeners added',
      n: 1,
    },
  ]);
});
