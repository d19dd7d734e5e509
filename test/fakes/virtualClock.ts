export { VirtualClock } from '../../src/simulator/virtualClock';
