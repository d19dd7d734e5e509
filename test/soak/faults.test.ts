import { testSoak } from '../unit/faults/schedules';

testSoak(process.env);
