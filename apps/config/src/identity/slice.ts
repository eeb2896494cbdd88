import { type Provider, type Type } from '@nestjs/common';
import { type Nats } from '@kochava-stream/messaging';
import { type Database } from '@kochava-stream/persistence';
import { LinkLetters } from '../dead-letters/link-letters.ts';
import { ByHandController } from './by-hand.controller.ts';
import { IdentityController } from './identity.controller.ts';
import { LinksStore } from './links-store.ts';
import { Orders } from './orders.ts';

export const identityControllers: readonly Type[] = [IdentityController, ByHandController];

/** Held links, and the devices they wait for. @param shards of the system */
export function identityProviders(db: Database, nats: Nats, shards: number): readonly Provider[] {
  const links = new LinksStore(db);
  return [
    { provide: LinksStore, useValue: links },
    { provide: LinkLetters, useValue: new LinkLetters(db) },
    { provide: Orders, useValue: new Orders(nats, links, shards) },
  ];
}
