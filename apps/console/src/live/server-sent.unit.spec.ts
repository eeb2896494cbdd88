import { serverSentParser } from './server-sent.ts';

describe('server-sent events', () => {
  it('are read wherever their text is cut', () => {
    const text = ': watching\n\nevent: step\ndata: {"at":1}\n\n:\n\nevent: skipped\ndata: {"n":3}\n\n';
    for (let cut = 0; cut <= text.length; cut += 1) {
      const parse = serverSentParser();
      expect([...parse(text.slice(0, cut)), ...parse(text.slice(cut))]).toEqual([
        { event: 'step', data: '{"at":1}' },
        { event: 'skipped', data: '{"n":3}' },
      ]);
    }
  });
});
