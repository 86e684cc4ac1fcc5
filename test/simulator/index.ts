/**
 * The image-edit API as a local server: the documented rules, the known answer shapes, faults on demand, and pictures
 * that show what was asked. For tests, measurements and demonstrations; nothing in here ships with the node.
 */
export { startSimulator, type Simulator } from './server';
export { DEFAULT_OPTIONS, type DownloadFault, type SimulatorOptions } from './options';
export { FAULTS, FAULT_NAMES, type FaultName } from './faults';
export { SHAPES, SHAPE_NAMES, type ShapeName } from './shapes';
export type { RecordedRequest } from './record';
export { DEMO_INPUTS, readInput } from './inputs';
