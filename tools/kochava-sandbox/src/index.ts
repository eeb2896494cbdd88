export { type App } from './apps.ts';
export { type Match, type Rule } from './behaviour.ts';
export { type Violation } from './checks/findings.ts';
export { type SandboxStatus } from './control/routes.ts';
export { linkPath, trackPath } from './examine.ts';
export { type Kind, type LedgerRow } from './ledger.ts';
export { SandboxPortTaken, startSandbox, type Sandbox, type SandboxOptions } from './sandbox.ts';
