import { type Provider, type Type } from '@nestjs/common';
import { type Nats } from '@kochava-stream/messaging';
import { type Database } from '@kochava-stream/persistence';
import { Deliveries } from './deliveries.ts';
import { DeliveryController } from './delivery.controller.ts';
import { pendingAt } from './pending.ts';
import { SummaryController } from './summary.controller.ts';

export const deliveryControllers: readonly Type[] = [DeliveryController, SummaryController];

/** Everything that shows what became of events. */
export function deliveryProviders(db: Database, nats: Nats): readonly Provider[] {
  return [{ provide: Deliveries, useValue: new Deliveries(db, pendingAt(nats), Date.now) }];
}
