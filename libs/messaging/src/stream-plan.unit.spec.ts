import { type StreamInfo } from '@nats-io/jetstream';
import { differences, keepingSubjects, plannedStreams, type PlannedStream } from './stream-plan.ts';

const options = { shards: 4, replicas: 3 } as const;

function planned(name: string): PlannedStream {
  const plan = plannedStreams(options).find((each) => each.name === name);
  if (plan === undefined) throw new Error(name);
  return plan;
}

function existing(config: Partial<PlannedStream>, messages = 1): StreamInfo {
  return { config: { ...planned('RECEIVED'), ...config }, state: { messages, bytes: 10 } } as unknown as StreamInfo;
}

function refused(config: Partial<PlannedStream>, messages?: number): string[] {
  return differences(planned('RECEIVED'), existing(config, messages)).flatMap((each) =>
    each.refused === undefined ? [] : [each.setting],
  );
}

describe('differences', () => {
  it('finds none in what is as planned', () => {
    expect(differences(planned('RECEIVED'), existing({}))).toEqual([]);
  });

  it('refuses fewer copies, takes more', () => {
    expect(refused({ num_replicas: 5 })).toEqual(['num_replicas']);
    expect(refused({ num_replicas: 1 })).toEqual([]);
  });

  it('refuses a shorter life for what is stored, takes a longer one', () => {
    expect(refused({ max_age: 200 * 3_600e9 })).toEqual(['max_age']);
    expect(refused({ max_age: 0 })).toEqual(['max_age']);
    expect(refused({ max_age: 200 * 3_600e9 }, 0)).toEqual([]);
    expect(refused({ max_age: 10 * 3_600e9 })).toEqual([]);
  });

  it('refuses to drop a subject, takes another one', () => {
    expect(refused({ subjects: ['received.events.*', 'received.installs.*', 'received.more'] })).toEqual(['subjects']);
    expect(refused({ subjects: ['received.events.*'] })).toEqual([]);
  });

  it.each([
    [['received.events.*', 'received.installs.*', 'received.more'], ['received.more']],
    [
      ['received.*', 'other', 'received.events.*.late'],
      ['received.*', 'other', 'received.events.*.late'],
    ],
    [['received.>', 'received.events.>', 'received.events.1', '*.installs.7', '>', '*.*.*'], []],
  ])('keeps subjects of a newer release, not those that overlap: %j', (subjects, kept) => {
    const plan = planned('RECEIVED');
    const keeping = keepingSubjects(plan, existing({ subjects }));
    expect(keeping).toEqual({ ...plan, subjects: [...plan.subjects, ...kept] });
  });

  it('records the shards of an empty stream, not of one whose messages nobody knows the shards of', () => {
    expect(refused({ metadata: {} }, 0)).toEqual([]);
    expect(refused({ metadata: {} })).toEqual(['shards']);
  });
});
