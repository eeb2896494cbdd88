import { mostRepeats } from './bound.ts';

const limits = { concurrency: 32, eventsPerSecond: 500 };

describe('mostRepeats', () => {
  it('allows what a dying dispatcher leaves behind, and nothing for anybody else', () => {
    expect(mostRepeats(['kochava-dispatcher', 'kochava-dispatcher'], limits)).toBe(192);
    expect(mostRepeats(['ingest', 'transformer', 'identity-linker', 'config', 'postgres'], limits)).toBe(0);
  });

  it('allows forgotten acks only where the dispatcher died as well', () => {
    expect(mostRepeats(['nats-server', 'nats-server'], limits)).toBe(0);
    expect(mostRepeats(['nats-server', 'kochava-dispatcher'], limits)).toBe(96 + 50);
  });
});
