export { type CohortCounts, CohortImportService } from './cohort-import.service.js';
export { isRequestOfHei, isRequestOfStudents, ofHeisWithin } from './cohort.policy.js';
export { CohortsRepository, type RequestedStudent } from './cohorts.repository.js';
export { CohortsModule } from './cohorts.module.js';
export { Hei } from './hei.entity.js';
export { type KnownRequest, type RequestFilter, StudentRecords } from './student-records.service.js';
export { PlacementRequest, Student } from './student.entity.js';
export { StudentSeals } from './student-seals.service.js';
export { StudentErasure } from './student-erasure.service.js';
