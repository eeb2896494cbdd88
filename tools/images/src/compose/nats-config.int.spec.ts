import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectNats, provision, readProvisionEnv, verifyFsync } from '@kochava-stream/messaging';
import { createLogger } from '@kochava-stream/observability';
import { findNatsServer, freePort } from '@kochava-stream/servers';
import { composeFile, textOf } from './compose-file.ts';

/** The server's settings of the compose file, on ports and in a folder of the test's own. */
describe('deploy/compose/nats/nats.conf', () => {
  const dir = mkdtempSync(join(tmpdir(), 'compose-nats-'));
  const { services } = composeFile({});
  let server: ChildProcess;
  let port: number;
  let monitorUrl: string;

  beforeAll(async () => {
    port = await freePort();
    const monitorPort = await freePort();
    monitorUrl = `http://127.0.0.1:${monitorPort}`;
    const config = join(dir, 'nats.conf');
    writeFileSync(config, textOf('deploy/compose/nats/nats.conf').replace('/data/jetstream', join(dir, 'jetstream')));
    const own = ['--addr', '127.0.0.1', '--port', String(port), '--http_port', String(monitorPort)];
    const environment = services['nats']?.environment as Record<string, string>;
    server = spawn(await findNatsServer(), ['--config', config, ...own], {
      stdio: 'ignore',
      env: { ...process.env, ...environment },
    });
    for (const began = Date.now(); Date.now() - began < 20_000 && server.exitCode === null;) {
      if ((await fetch(`${monitorUrl}/healthz`).catch(() => undefined))?.ok === true) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`nats-server did not start (${server.exitCode})`);
  });

  afterAll(async () => {
    if (server.exitCode === null) {
      server.kill('SIGTERM');
      await once(server, 'exit');
    }
    rmSync(dir, { recursive: true });
  });

  it('syncs before it acknowledges', async () => {
    await expect(verifyFsync(monitorUrl)).resolves.toBeUndefined();
    const { jetstream } = (await (await fetch(`${monitorUrl}/varz`)).json()) as { jetstream: { config: object } };
    expect(jetstream.config).toMatchObject({ sync_always: true, max_storage: 16 * 2 ** 30 });
  });

  it('has room for the streams as the provisioner makes them, and is named', async () => {
    const given = Object.entries(services['provision']?.environment ?? {});
    const { options } = readProvisionEnv(Object.fromEntries(given.map(([name, value]) => [name, String(value)])));
    const logger = createLogger({ service: 'spec', level: 'silent' });
    const nats = await connectNats({ servers: `nats://127.0.0.1:${port}`, name: 'spec', logger, waitForServer: false });
    try {
      const { streams } = await provision(nats, options);
      expect(streams.map(({ did }) => did)).not.toContain('kept');
      expect(nats.nc.info?.server_name).toBe('kochava-stream');
      expect(nats.nc.info?.max_payload).toBe(1024 * 1024);
    } finally {
      await nats.close();
    }
  });
});
