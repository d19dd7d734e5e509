import { testPart } from './schedules';

testPart(4);
