import { testPart } from './schedules';

testPart(1);
