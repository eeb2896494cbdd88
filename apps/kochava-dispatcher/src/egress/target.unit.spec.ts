import { EgressRefused, kochavaTarget, type EgressRules } from './target.ts';

describe('kochavaTarget', () => {
  const rules: EgressRules = {
    url: 'https://control.kochava.com',
    allowedHosts: '',
    allowHttp: false,
    allowPrivateAddresses: false,
  };

  it.each([
    [{}, 'https://control.kochava.com', true],
    [{ allowedHosts: 'control.kochava.com' }, 'https://control.kochava.com', true],
    [{ allowedHosts: 'other.example:1, CONTROL.kochava.com:443' }, 'https://control.kochava.com', true],
    [{ url: 'http://127.0.0.1:8090' }, 'http://127.0.0.1:8090', false],
    [{ url: 'http://localhost:8090' }, 'http://localhost:8090', false],
    [{ url: 'http://[::1]:8090' }, 'http://[::1]:8090', false],
    [{ url: 'http://kochava.example', allowHttp: true }, 'http://kochava.example', true],
    [{ url: 'http://sandbox:8090', allowHttp: true, allowPrivateAddresses: true }, 'http://sandbox:8090', false],
    [{ url: 'https://8.8.8.8' }, 'https://8.8.8.8', true],
  ])('%p: %s, addresses checked: %p', (given, origin, checked) => {
    const target = kochavaTarget({ ...rules, ...given });
    expect(target.origin).toBe(origin);
    expect(target.lookup !== undefined).toBe(checked);
  });

  it.each([
    [{ url: 'control.kochava.com' }, 'not a URL'],
    [{ url: 'ftp://control.kochava.com' }, 'must begin with https://'],
    [{ url: 'http://control.kochava.com' }, 'ALLOW_HTTP'],
    [{ url: 'http://127.0.0.1.example.com' }, 'ALLOW_HTTP'],
    [{ url: 'https://me:secret@control.kochava.com' }, 'user or password'],
    [{ url: 'https://control.kochava.com/track' }, 'after the host'],
    [{ allowedHosts: 'control.kochava.com:8443' }, 'KOCHAVA_ALLOWED_HOSTS'],
    [{ url: 'https://control.kochava.com:8443', allowedHosts: 'control.kochava.com' }, 'KOCHAVA_ALLOWED_HOSTS'],
    [{ url: 'https://10.0.0.1' }, 'not a public address'],
    [{ url: 'https://169.254.169.254' }, 'not a public address'],
    [{ url: 'https://0xA000001' }, 'not a public address'],
    [{ url: 'https://[fd00::1]' }, 'not a public address'],
  ])('%p is refused: %s', (given, problem) => {
    expect(() => kochavaTarget({ ...rules, ...given })).toThrow(EgressRefused);
    expect(() => kochavaTarget({ ...rules, ...given })).toThrow(problem);
  });
});
