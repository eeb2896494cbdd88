export { measure, type Measured, type Pipeline, type Sizes } from './measure.ts';
