/**
 * Loaded into a service before its own code (`node --import`): its clock goes wrong by as many ms as the file says that the
 * variable CLOCK_FILE names, from when it says so. Timers and `performance.now()` are not moved, as with a real clock.
 */
import { readFileSync } from 'node:fs';

const Real = Date;
const file = process.env['CLOCK_FILE'] ?? '';
let shift = 0;

class Shifted extends Real {
  constructor(...given: unknown[]) {
    if (given.length === 0) super(Real.now() + shift);
    else super(...(given as [number]));
  }

  static override now(): number {
    return Real.now() + shift;
  }
}

globalThis.Date = Shifted as DateConstructor;

function look(): void {
  try {
    shift = Number(readFileSync(file, 'utf8'));
  } catch {
    shift = 0;
  }
}

setInterval(look, 50).unref();
