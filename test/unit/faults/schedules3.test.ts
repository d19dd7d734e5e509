import { testPart } from './schedules';

testPart(3);
