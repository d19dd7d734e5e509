import { testPart } from './schedules';

testPart(2);
