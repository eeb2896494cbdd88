export { boards } from './boards/all.ts';
