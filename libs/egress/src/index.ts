export { isBlocked, isLoopback } from './blocked-addresses.ts';
export { AddressRefused, guardedLookup, type Resolve } from './guarded-lookup.ts';
