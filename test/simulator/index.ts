/**
 * The image-edit API as a local server: the documented rules, the known answer shapes, faults on demand, and pictures
 * that show what was asked. For tests, measurements and demonstrations; nothing in here ships with the node.
 */
export { startSimulator } from './server';
export type { Simulator } from './server';
export { DEFAULT_OPTIONS } from './options';
export type { DownloadFault, PictureMode, SimulatorOptions } from './options';
export { FAULTS, FAULT_NAMES } from './faults';
export type { Fault, FaultAnswer, FaultName } from './faults';
export { SHAPES, SHAPE_NAMES } from './shapes';
export type { ShapeInfo, ShapeName } from './shapes';
export type { Counts, RecordedRequest, Route, Tally } from './record';
export { DEMO_INPUTS, readInput } from './inputs';
export type { DemoInput } from './inputs';
export { SERVED_MODELS } from './models';
