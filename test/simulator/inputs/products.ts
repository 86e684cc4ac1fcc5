import { svg } from './svg';

const plain = (): string => svg(1024, 1024, '<rect width="1024" height="1024" fill="#c8b8a8"/>');
export const mug = plain;
export const shoe = plain;
export const bag = plain;
export const lamp = plain;
export const watch = plain;
