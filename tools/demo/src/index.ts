export { furnish, login, type Furnished } from './keep/furnish.ts';
export { type Traffic } from './keep/traffic.ts';
export { expectedRequests, faults } from './prove.ts';
export { install, play, type Installed, type Target } from './scenario.ts';
export { table } from './table.ts';
export { Told } from './told.ts';
export { TookTooLong, until } from './until.ts';
