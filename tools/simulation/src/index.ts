export { tell, type Ending } from './story/tell.ts';
export { bugs, type Bug } from './bugs.ts';
