/** In runs against mutants a property has a fixed seed, little time, and does not look for a smaller counterexample. */
import fc from 'fast-check';

fc.configureGlobal({ seed: 20261124, endOnFailure: true, interruptAfterTimeLimit: 250, markInterruptAsFailure: false });
