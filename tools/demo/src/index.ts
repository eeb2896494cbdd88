export { faults } from './prove.ts';
