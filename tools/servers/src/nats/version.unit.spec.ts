import { judgeVersion, natsVersion } from './version.ts';

describe('a version of nats-server', () => {
  it.each(['nats-server: v2.15.0', 'nats-server: v2.15.1', 'nats-server: v2.16.0', 'nats-server: v2.16.0-preview.1'])(
    'is suitable: %s',
    (output) => expect(judgeVersion(output)).toMatchObject({ suitable: true }),
  );

  it.each([
    'nats-server: v2.9.10',
    'nats-server: v2.14.7',
    'nats-server: v2.15.0-RC.1',
    'nats-server: v3.0.0',
    'v1.16.0',
  ])('is refused: %s', (output) => {
    expect(judgeVersion(output)).toEqual({
      suitable: false,
      version: /\d.*/.exec(output)?.[0],
      why: expect.stringContaining('2.15 or newer is needed'),
    });
  });

  it('is refused when it is not said', () => {
    expect(judgeVersion('usage: nats-server')).toMatchObject({ suitable: false, version: 'unknown' });
  });

  it('that we install is suitable', () => {
    expect(judgeVersion(natsVersion)).toEqual({ suitable: true, version: natsVersion });
  });
});
