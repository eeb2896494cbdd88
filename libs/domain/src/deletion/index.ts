export { findPerson, listed, valuesOf, type Deleting, type FoundDevice, type FoundPerson } from './find-person.ts';
export { added, linkerAsk, nextStep, patienceMs, shardAsked, type Asked, type Job, type Step } from './job.ts';
export { isForgotten, judge, type Judged } from './suppress.ts';
export { textsIn } from './texts.ts';
