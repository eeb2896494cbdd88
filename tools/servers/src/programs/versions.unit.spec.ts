import { judgeJaeger } from '../jaeger/find.ts';
import { judgePrometheus } from '../prometheus/find.ts';

describe('a version of Prometheus', () => {
  it.each([
    ['prometheus, version 3.15.0 (branch: HEAD, revision: 0)', '3.15.0'],
    ['prometheus, version 2.42.0+ds (branch: debian/sid, revision: 2.42.0+ds-5+deb12u1)', '2.42.0'],
  ])('is suitable: %s', (output, version) => {
    expect(judgePrometheus(output)).toEqual({ suitable: true, version });
  });

  it('is refused when it is too old, or not said', () => {
    const old = judgePrometheus('prometheus, version 2.24.1+ds (branch: debian/sid)');
    expect(old).toEqual({ suitable: false, version: '2.24.1', why: 'version 2.24.1; 2.40 or newer is needed' });
    expect(judgePrometheus('prometheus, version  (branch: )')).toMatchObject({ suitable: false, version: 'unknown' });
  });
});

describe('a version of Jaeger', () => {
  it('is suitable from 2 on', () => {
    expect(judgeJaeger('{"gitCommit":"","gitVersion":"v2.13.0","buildDate":""}')).toEqual({
      suitable: true,
      version: '2.13.0',
    });
    expect(judgeJaeger('{"gitVersion":"v1.62.0"}')).toMatchObject({ suitable: false, version: '1.62.0' });
    expect(judgeJaeger('{"gitVersion":""}')).toMatchObject({ suitable: false, version: 'unknown' });
  });
});
