export { VirtualClock, type RunOptions } from '../../src/simulator/virtualClock';
