import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mustRun } from '../toolchain/run.ts';

/** Files of a CA and of what it signed, all in one folder. */
export interface Certificates {
  readonly ca: string;
  readonly server: { readonly cert: string; readonly key: string };
  readonly client: { readonly cert: string; readonly key: string };
}

/** For tests: a CA of a day, a server called localhost and a client. */
export async function makeCertificates(dir: string): Promise<Certificates> {
  const at = (name: string): string => join(dir, name);
  const openssl = (...args: string[]): Promise<string> => mustRun('openssl', args);
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'];
  await openssl('req', '-x509', ...key, '-keyout', at('ca.key'), '-out', at('ca.crt'), '-subj', '/CN=test CA');
  for (const [name, extension] of [
    ['server', 'subjectAltName=DNS:localhost\nextendedKeyUsage=serverAuth'],
    ['client', 'extendedKeyUsage=clientAuth'],
  ] as const) {
    await writeFile(at(`${name}.ext`), extension);
    const request = [
      'req',
      ...key.slice(0, -2),
      '-keyout',
      at(`${name}.key`),
      '-out',
      at(`${name}.csr`),
      '-subj',
      `/CN=${name}`,
    ];
    await openssl(...request);
    const sign = [
      '-CA',
      at('ca.crt'),
      '-CAkey',
      at('ca.key'),
      '-CAcreateserial',
      '-days',
      '1',
      '-extfile',
      at(`${name}.ext`),
    ];
    await openssl('x509', '-req', '-in', at(`${name}.csr`), ...sign, '-out', at(`${name}.crt`));
  }
  const pair = (name: string) => ({ cert: at(`${name}.crt`), key: at(`${name}.key`) });
  return { ca: at('ca.crt'), server: pair('server'), client: pair('client') };
}
