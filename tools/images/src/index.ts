export { imageNamed, imageNames, images, UnknownImage, type ImageName } from './images.ts';
