import { type Provider, type Type } from '@nestjs/common';
import { type Logger, type Metrics } from '@kochava-stream/observability';
import { type Database } from '@kochava-stream/persistence';
import { configMetrics } from '../metrics/config-metrics.ts';
import { keyRing, type KeysEnv } from '../secrets/keys.ts';
import { AlertSender } from './alert-sender.ts';
import { AlertWatch } from './alert-watch.ts';
import { Alerts } from './alerts.ts';
import { AlertsController } from './alerts.controller.ts';
import { ChannelVault } from './channel.ts';
import { oldestHoldIn } from './oldest-hold.ts';

export const alertControllers: readonly Type[] = [AlertsController];

export interface AlertsEnv extends KeysEnv {
  PUBLIC_URL: string;
  ALERT_ALLOW_HTTP: boolean;
  ALERT_ALLOW_PRIVATE_ADDRESSES: boolean;
  ALERT_ALLOWED_HOSTS: string;
}

export interface RunningAlerts {
  readonly providers: readonly Provider[];
  close(): Promise<void>;
}

/** Watches what people asked to be told, and tells them. @throws BadSealingKey */
export function startAlerts(
  env: AlertsEnv,
  { db, logger, metrics }: { db: Database; logger: Logger; metrics: Metrics },
): RunningAlerts {
  const notices = metrics.counter(configMetrics.alertNotices);
  const receivers = {
    allowHttp: env.ALERT_ALLOW_HTTP,
    allowPrivateAddresses: env.ALERT_ALLOW_PRIVATE_ADDRESSES,
    allowedHosts: env.ALERT_ALLOWED_HOSTS,
  };
  const vault = new ChannelVault(keyRing(env));
  const shared = { db, logger, now: Date.now };
  const sender = new AlertSender({
    ...{ ...shared, vault, rules: receivers },
    onTry: (result) => notices.inc({ result }),
  });
  const watch = new AlertWatch({ ...shared, oldestHold: oldestHoldIn(db), publicUrl: env.PUBLIC_URL });
  return {
    providers: [{ provide: Alerts, useValue: new Alerts({ db, vault, sender, receivers, now: Date.now }) }],
    close: async () => {
      await watch.close();
      await sender.close();
    },
  };
}
