import { fastify } from 'fastify';
import { isDeeper, refuseDeepBodies } from './deep-bodies.ts';

const nested = (layers: number) => '['.repeat(layers) + ']'.repeat(layers);

describe('a deeply nested body', () => {
  it('is refused before anybody looks at it, however deep it is', async () => {
    const app = fastify();
    refuseDeepBodies(app);
    app.post('/', (request) => ({ got: JSON.stringify(request.body).length }));
    const post = async (payload: string) => {
      const { statusCode, body } = await app.inject({
        method: 'POST',
        url: '/',
        payload,
        headers: { 'content-type': 'application/json' },
      });
      return [statusCode, JSON.parse(body)];
    };
    expect(await post(nested(100))).toEqual([200, { got: 200 }]);
    for (const payload of [nested(101), nested(200_000), `{"a":[1,{"b":${nested(99)}}]}`]) {
      expect(await post(payload)).toMatchObject([400, { error: { status: 400, problems: [{ field: '' }] } }]);
    }
    await app.close();
  });

  it('is measured by its deepest part', () => {
    expect(isDeeper({ a: [], b: { c: [1] } }, 3)).toBe(false);
    expect(isDeeper({ a: [], b: { c: [1] } }, 2)).toBe(true);
    expect([isDeeper('text', 0), isDeeper(null, 0), isDeeper([], 0)]).toEqual([false, false, true]);
  });
});
